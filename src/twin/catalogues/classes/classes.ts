// Catalogues of classes a scene may take, newest last.

import type { CaseClass } from "../../cases/caseClass.ts";
import { GBT_30428_2013 } from "./gbt30428.ts";
import { GBT_47678_2026 } from "./gbt47678.ts";

export const CLASS_CATALOGUES = {
  "gbt-30428-2013": GBT_30428_2013,
  "gbt-47678-2026": GBT_47678_2026,
} as const satisfies Record<string, readonly CaseClass[]>;
