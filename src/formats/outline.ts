// What is found in the surfaces of a feature besides themselves: what they are, its outline or cover, its heights.

import type { SolidGeometry } from "./feature.ts";
import { type AreaGeometry, coverOf, footprintOf } from "./footprint.ts";
import { LocalFrame } from "./localFrame.ts";
import { type DerivedHeights, derivedHeights, kindsFromNormals, lodNumber } from "./solids.ts";

export interface Found {
  /** Outline of what is built, ground covered by all else; null when the surfaces cover none. */
  area: AreaGeometry | null;
  /** Of what is built. */
  heights: DerivedHeights | null;
}

/**
 * Measures the surfaces of a feature, and sets their kind where the file does not say it.
 * @param told whether the surfaces of the solid of this index were told what they are
 * @param built whether it is a building or the like: its geometry is an outline with heights
 * @param degrees whether the coordinates are longitude and latitude
 */
export function findOutline(
  solids: readonly SolidGeometry[],
  told: readonly boolean[],
  built: boolean,
  degrees: boolean,
): Found {
  if (solids.length === 0) return { area: null, heights: null };
  const [lon, lat] = solids[0].surfaces[0].rings[0];
  const frame = degrees ? new LocalFrame(lon, lat) : null;
  const plane = frame ? solids.map(({ lod, surfaces }) => ({ lod, surfaces: frame.surfaces(surfaces) })) : solids;
  if (built)
    plane.forEach(({ lod, surfaces }, i) => {
      if (told[i] || lodNumber(lod) < 1) return;
      kindsFromNormals(surfaces);
      if (frame) for (let k = 0; k < surfaces.length; k++) solids[i].surfaces[k].kind = surfaces[k].kind;
    });
  const area = built ? footprintOf(plane) : coverOf(plane);
  return { area: area && frame ? frame.area(area) : area, heights: built ? derivedHeights(plane) : null };
}
