// Where real data for tests lies: SHARED_DATA, or ../shared/data beside the checkout. Tests skip with a message without it.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

export const SHARED_DATA = process.env.SHARED_DATA ?? resolve(import.meta.dirname, "../../../../shared/data");
export const hasSharedData = existsSync(join(SHARED_DATA, "SOURCES.md"));
if (!hasSharedData) console.warn(`real data not found at ${SHARED_DATA}: tests over it are skipped (set SHARED_DATA)`);
