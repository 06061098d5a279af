// JSON Logic, compiled to a function by json-logic-engine: an if-else chain of all rules.
import { LogicEngine } from "json-logic-engine";
import { shape, measure } from "./shape.mjs";

const { rules, questions } = shape();
const chain = [];
for (const r of rules) {
  chain.push(
    {
      and: [
        { "===": [{ var: "type" }, r.type] }, { "===": [{ var: "area" }, r.area] }, { "===": [{ var: "act" }, "use"] },
        { "===": [{ var: "origin" }, "US"] }, { ">": [{ var: "range" }, r.over] },
      ],
    },
    "us.a",
  );
}
chain.push(
  { and: [{ "===": [{ var: "act" }, "delivery"] }, { "<": [{ "-": [{ var: "stock" }, { var: "quantity" }] }, { var: "floor" }] }] },
  "us.stock",
  "",
);
const run = new LogicEngine().build({ if: chain });
await measure("json-logic-engine", "compiled, one if-else chain", (i) => run(questions[i]));
