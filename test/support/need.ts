// What a test may need beyond this repository. Without it the test is skipped and says so; with STRICT=1 it fails instead.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
/** Debian keeps servers out of a user's PATH. */
const MORE_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

/** Whether a missing tool or data set is a failure (as in CI) rather than a skip. */
export const STRICT = process.env.STRICT === "1";

function missing(what: string, mend: string): undefined {
  if (STRICT) throw new Error(`STRICT=1 and ${what} → ${mend}`);
  console.warn(`skipped: ${what} → ${mend}`);
  return undefined;
}

/** Path of a program, or undefined when it is not installed. @throws Error when STRICT */
export function needTool(name: string): string | undefined {
  const onPath = spawnSync("which", [name], { encoding: "utf8" }).stdout?.trim();
  if (onPath) return onPath;
  const found = MORE_FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
  return found ?? missing(`${name} is not installed`, `apt-get install ${name}`);
}

/** Folder of real data: SHARED_DATA, or ../shared/data beside the checkout. */
export const SHARED_DATA = process.env.SHARED_DATA ?? resolve(ROOT, "../shared/data");

/** Path of a file or folder of the real data, or undefined when it is absent. @throws Error when STRICT */
export function sharedData(path: string): string | undefined {
  const found = join(SHARED_DATA, path);
  return existsSync(found) ? found : missing(`${found} is not there`, "set SHARED_DATA to the folder of real data");
}
