// npm run bench -- NAME: imports ./NAME.ts and calls its run(); without a name, lists what there is.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = import.meta.dirname;

/** Benches by name with the first line of their head comment. */
function benches(): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(FOLDER).sort()) {
    if (!file.endsWith(".ts") || file === "run.ts") continue;
    const text = readFileSync(join(FOLDER, file), "utf8");
    if (/^export (async )?function run\b/m.test(text))
      found.set(file.slice(0, -3), text.split("\n", 1)[0].replace(/^\/\/ ?/, ""));
  }
  return found;
}

const known = benches();
const [name] = process.argv.slice(2);
if (name === undefined) {
  console.log("npm run bench -- NAME");
  for (const [each, what] of known) console.log(`  ${each.padEnd(10)} ${what}`);
} else if (!known.has(name)) {
  console.error(`there is no bench ${name}: choose one of ${[...known.keys()].join(", ")}`);
  process.exit(2);
} else {
  const { run } = (await import(join(FOLDER, `${name}.ts`))) as { run: () => void | Promise<void> };
  await run();
  process.exit(0);
}
