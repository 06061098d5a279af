// Cedar, compiled to WebAssembly by its authors: one permit policy a rule, one that asks of the stock; policies parsed once
// and kept, entities none, facts in the context. Its answer is allow or deny and which policies said so.
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { shape, measure } from "./shape.mjs";

const { rules, questions } = shape();
const policies = {};
rules.forEach((r, i) => {
  policies[`r${i}`] =
    `permit(principal, action == Action::"use", resource) when { context.type == "${r.type}" && context.origin == "US" && ` +
    `context.area == "${r.area}" && context.range > ${r.over} };`;
});
policies.stock =
  `permit(principal, action == Action::"delivery", resource) when { context.stock - context.quantity < context.floor };`;
const kept = typeof cedar.preparsePolicySet === "function" && typeof cedar.statefulIsAuthorized === "function";
if (kept) {
  const parsed = cedar.preparsePolicySet("bench", { staticPolicies: policies });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
}
const calls = questions.map((q) => ({
  principal: { type: "User", id: "u" },
  action: { type: "Action", id: q.act },
  resource: { type: "Item", id: "i" },
  context: { type: q.type, origin: q.origin, area: q.area, range: q.range, stock: q.stock, floor: q.floor, quantity: q.quantity },
  entities: [],
  ...(kept ? { preparsedPolicySetId: "bench", validateRequest: false } : { policies: { staticPolicies: policies } }),
}));
const ask = kept ? cedar.statefulIsAuthorized : cedar.isAuthorized;
await measure("@cedar-policy/cedar-wasm", kept ? "policies parsed once" : "policies parsed at each call", (i) => {
  const out = ask(calls[i]);
  if (out.type !== "success") throw new Error(JSON.stringify(out));
  if (out.response.decision !== "allow") return "";
  return out.response.diagnostics.reason.includes("stock") ? "us.stock" : "us.a";
});
