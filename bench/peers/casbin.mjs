// Casbin: its model with a policy line a rule, the range compared in the matcher, the synchronous call. It says allow or deny; the
// stock is asked of a matcher of its own.
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import { shape, measure } from "./shape.mjs";

const { rules, questions } = shape();
const model = newModelFromString(`
[request_definition]
r = act, type, origin, area, range
[policy_definition]
p = type, area, over
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.type == p.type && r.area == p.area && r.act == "use" && r.origin == "US" && over(r.range, p.over)
`);
const adapter = new StringAdapter(rules.map((r) => `p, ${r.type}, ${r.area}, ${r.over}`).join("\n"));
const enforcer = await newEnforcer(model, adapter);
enforcer.addFunction("over", (range, over) => range > Number(over));
await measure("casbin", "enforceSync; the stock asked outside of it", (i) => {
  const q = questions[i];
  if (enforcer.enforceSync(q.act, q.type, q.origin, q.area, q.range)) return "us.a";
  return q.act === "delivery" && q.stock - q.quantity < q.floor ? "us.stock" : "";
});
