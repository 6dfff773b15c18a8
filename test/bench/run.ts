// npm run bench [-- NAME …]: runs the benches one after another, all or the named ones.

import { readdirSync } from "node:fs";
import { join } from "node:path";

interface Bench {
  run?(): void | Promise<void>;
}

const all = new Map<string, Bench>();
for (const file of readdirSync(import.meta.dirname).sort()) {
  if (!file.endsWith(".ts") || file === "run.ts") continue;
  const bench = (await import(join(import.meta.dirname, file))) as Bench;
  if (bench.run) all.set(file.slice(0, -3), bench);
}
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.has(name));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(", ")} → use ${[...all.keys()].join(", ")}`);
  process.exit(2);
}
for (const [name, bench] of all) if (wanted.length === 0 || wanted.includes(name)) await bench.run?.();
process.exit(0);
