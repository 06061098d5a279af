// What every peer does alike: reads the shape that rules_bench wrote, checks every answer, measures, prints one JSON line.
import { readFileSync } from "node:fs";

export function shape() {
  return JSON.parse(readFileSync(process.argv[2], "utf8"));
}

// decide(i) answers question i with the office whose consent is needed, or "". It is measured as its users would call it.
export async function measure(name, what, decide, { seconds = 0.5, runs = 5 } = {}) {
  const { questions, ours_ns } = shape();
  let wrong = 0;
  for (let i = 0; i < questions.length; i++) {
    if ((await decide(i)) !== questions[i].answer) wrong++;
  }
  if (wrong > 0) {
    console.log(JSON.stringify({ measure: `peer: ${name}, 1,000 rules`, error: `${wrong} of ${questions.length} answers differ` }));
    process.exit(1);
  }
  const values = [];
  const spent = (since) => {
    const { user, system } = process.cpuUsage(since); // of this process: others on the machine do not count
    return (user + system) * 1000;
  };
  for (let run = 0; run < runs; run++) {
    const begin = process.cpuUsage();
    let n = 0;
    while (n === 0 || spent(begin) < seconds * 1e9) {
      for (let k = 0; k < 16; k++, n++) await decide(n % questions.length);
    }
    values.push(spent(begin) / n);
  }
  values.sort((a, b) => a - b);
  const ns = values[runs >> 1];
  console.log(
    JSON.stringify({
      measure: `peer: ${name}, 1,000 rules; ${what}`,
      unit: "ns",
      value: Math.round(ns),
      runs,
      beside: "decide, all facts known, 1,000 rules",
      ratio: Math.round(ns / ours_ns),
    }),
  );
}
