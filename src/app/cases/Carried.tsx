// In the field the cases of one's own list are put by whole before anybody opens them: the next street may have no network.

import { useEffect } from "react";
import type { CaseFile, CaseFilter, CaseList, CaseRow } from "../../twin/cases/shapes.ts";
import { keepAnswer, keptAnswer, personKept } from "../offline/keeping.ts";
import { useMay } from "../stores/session.ts";
import { carryCase } from "./api.ts";
import { CASES_SHOWN, keyOfCase, useCases } from "./useCases.ts";

/** Open tasks of one's own units. */
export const MINE: CaseFilter = { open: true, mine: true };

/**
 * Puts by those that are not there as they are now, one at a time and the first of the list first. Ends with the first that the hub
 * does not give: the list comes again.
 */
async function carry(rows: readonly Pick<CaseRow, "id" | "version">[], signal: AbortSignal): Promise<void> {
  for (const { id, version } of rows) {
    const kept = await keptAnswer<CaseFile>(keyOfCase(id));
    if (signal.aborted) return;
    if (kept && kept.value.version >= version) continue;
    try {
      keepAnswer(keyOfCase(id), await carryCase(id));
    } catch {
      return;
    }
  }
}

/** Carries the cases of a list as long as it is shown. @param list null: none */
export function useCarried(list: CaseList | null): void {
  useEffect(() => {
    if (!list || personKept() === null) return;
    const left = new AbortController();
    void carry(list.cases.slice(0, CASES_SHOWN), left.signal);
    return () => left.abort();
  }, [list]);
}

/** The list of one's own while it is not shown. Nothing on the screen. */
export function CarriedCases() {
  return useMay("case.see") && personKept() !== null ? <Carried /> : null;
}

function Carried() {
  useCarried(useCases(MINE, "due", CASES_SHOWN).list);
  return null;
}
