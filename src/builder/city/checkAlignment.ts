// Looks whether the roads of a Chinese city run between its buildings or through them, and notes which file seems shifted.

import { alignment, alignmentNote } from "../../formats/alignment.ts";
import type { Rings } from "../../formats/polygon.ts";
import type { SourceReport } from "../../formats/report.ts";
import type { LineSource } from "../source.ts";
import type { BuildingStore } from "../store/buildingStore.ts";
import type { Extent } from "./extent.ts";

/** Buildings looked at: enough to tell, few enough to hold (ours). */
const MOST = 30_000;

/** @param extent of the scene; the offset is only applied in China, so nothing is looked at elsewhere */
export function checkAlignment(
  store: BuildingStore,
  roads: readonly LineSource[],
  extent: Extent,
  report: SourceReport,
): void {
  const [west, south, east, north] = extent;
  if (roads.length === 0 || west < 72 || east > 138 || south < 0.8 || north > 56) return;
  const onGround = roads.filter(({ lift }) => lift === undefined).map(({ path }) => path);
  const words = alignmentNote(alignment(sampleOf(store, extent), onGround));
  if (words) report.note(words);
}

/** Footprints of all buildings, or of those around the middle of a large city. */
function sampleOf(store: BuildingStore, [west, south, east, north]: Extent): Rings[] {
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  let [dLon, dLat] = [(east - west) / 2, (north - south) / 2];
  const rowsWithin = (): number[] => {
    const rows: number[] = [];
    for (let row = 0; row < store.count; row++)
      if (!store.gone[row] && Math.abs(store.lon[row] - lon) <= dLon && Math.abs(store.lat[row] - lat) <= dLat)
        rows.push(row);
    return rows;
  };
  let rows = rowsWithin();
  while (rows.length > MOST) {
    [dLon, dLat] = [dLon / 1.5, dLat / 1.5];
    rows = rowsWithin();
  }
  return rows.map((row) => {
    const { corners, ringEnd, rings } = store.shapeOf(row);
    return Array.from({ length: rings }, (_, r) =>
      Float64Array.from(corners.subarray(r === 0 ? 0 : 2 * ringEnd[r - 1], 2 * ringEnd[r])),
    );
  });
}
