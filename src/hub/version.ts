// The hub's version, from package.json.

import { readFileSync } from "node:fs";

export const { version: HUB_VERSION } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as { version: string };
