// Cases on the globe as the page speaks of them. Free of Cesium, so that the page may know it before the globe has come.

/** Id of their layer, and of whom its pins are to a click. */
export const CASES = "cases";

/** A case with a place. */
export interface CasePin {
  id: number;
  lon: number;
  lat: number;
  severity: number;
  overdue: boolean;
}
