// What of the desk is open beside the map: the list of cases, one case, a report, the assessment, plans, a dossier, the list of assets. The address has it too.

import { create } from "zustand";
import type { CaseFilter } from "../../twin/cases/shapes.ts";

export const DESK_VIEWS = ["cases", "case", "report", "assessment", "operations", "dossier", "assets"] as const;
export type DeskView = (typeof DESK_VIEWS)[number];

interface DeskStore {
  view: DeskView | null;
  /** The case in hand. */
  caseId: number | null;
  filter: CaseFilter;
}

export const useDesk = create<DeskStore>(() => ({ view: null, caseId: null, filter: { open: true } }));

export const openDesk = (view: DeskView): void => useDesk.setState({ view });
export const closeDesk = (): void => useDesk.setState({ view: null, caseId: null });
export const openCase = (caseId: number): void => useDesk.setState({ view: "case", caseId });
/** The list, showing what a figure counts. */
export const openCases = (filter: CaseFilter): void => useDesk.setState({ view: "cases", filter });
