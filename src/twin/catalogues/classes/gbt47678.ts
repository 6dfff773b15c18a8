// The successor GB/T 47678.5-2026 has three digits for the minor class: 001–079 national, 080–999 local [S, single source].
// Its numbers were not seen: these are the 2013 ones with a zero before them, and those past 79 moved among the local ones [D].

import type { CaseClass } from "../../cases/caseClass.ts";
import { GBT_30428_2013 } from "./gbt30428.ts";

export const GBT_47678_2026: readonly CaseClass[] = GBT_30428_2013.map((entry) => ({
  ...entry,
  code: `${entry.code.slice(0, 2)}0${entry.code.slice(2)}`,
  standardRef: "form of GB/T 47678.5-2026 [S]; number after GB/T 30428.2-2013, not of the new text [D]",
}));
