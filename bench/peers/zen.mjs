// GoRules ZEN: one decision table, hit policy "first", a row a rule; the decision made once and kept.
import { ZenEngine } from "@gorules/zen-engine";
import { shape, measure } from "./shape.mjs";

const { rules, questions } = shape();
const inputs = ["act", "type", "origin", "area", "range", "short"].map((field) => ({ id: field, name: field, field }));
const rows = rules.map((r, i) => ({
  _id: `r${i}`, act: '"use"', type: `"${r.type}"`, origin: '"US"', area: `"${r.area}"`, range: `> ${r.over}`, short: "", office: '"us.a"',
}));
rows.push({ _id: "stock", act: '"delivery"', type: "", origin: "", area: "", range: "", short: "true", office: '"us.stock"' });
const content = {
  nodes: [
    { id: "in", name: "in", type: "inputNode", position: { x: 0, y: 0 } },
    {
      id: "table", name: "table", type: "decisionTableNode", position: { x: 0, y: 0 },
      content: { hitPolicy: "first", inputs, outputs: [{ id: "office", name: "office", field: "office" }], rules: rows },
    },
    { id: "out", name: "out", type: "outputNode", position: { x: 0, y: 0 } },
  ],
  edges: [
    { id: "a", type: "edge", sourceId: "in", targetId: "table" },
    { id: "b", type: "edge", sourceId: "table", targetId: "out" },
  ],
};
const decision = new ZenEngine().createDecision(Buffer.from(JSON.stringify(content)));
// The difference of stock and quantity is given as a fact: a table's cell compares one field.
const facts = questions.map((q) => ({ ...q, short: q.stock - q.quantity < q.floor }));
await measure("@gorules/zen-engine", "one decision table, first hit", async (i) => {
  const { result } = await decision.evaluate(facts[i]);
  return result?.office ?? "";
});
