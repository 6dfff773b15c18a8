// Indicators of a plot with what is to be built on it (经济技术指标): floor area ratio, coverage, green ratio, height, people.

import { intersect } from "@turf/intersect";
import { union } from "@turf/union";
import { BUILDING_USES } from "../twin/nodeTable.ts";
import type { Massing, Outline, Plot } from "../twin/scenarios/shapes.ts";
import type { PlanningSettings, PlotLimits } from "../twin/scene/planning.ts";
import { PlanFault } from "./fault.ts";
import { noFloor, type People, peopleOf } from "./people.ts";
import { areaOf, frameAbout, type Ring, ringOf } from "./plane.ts";

/** Any of the four that a limit may hold. */
export const LIMITED = ["floorAreaRatio", "coverage", "greenRatio", "heightMetres"] as const;
export type Limited = (typeof LIMITED)[number];

export interface PlotIndicators {
  /** m². */
  plotArea: number;
  /** Floor area above ground of all massings, whether or not they stand on the plot, m². */
  grossFloorArea: number;
  /** 容积率: gross floor area ÷ plot area. */
  floorAreaRatio: number;
  /** Ground covered on the plot; what several massings cover counts once, m². */
  coveredArea: number;
  /** 建筑密度: share of the plot, 0–1. */
  coverage: number;
  /** 绿地率: share of the plot, 0–1; null where no green area is given. */
  greenRatio: number | null;
  /** Highest massing above its ground, m; 0 without any. */
  heightMetres: number;
  people: People | null;
  /** What has a limit, and whether it is kept. */
  checks: { what: Limited; value: number | null; limit: number; kept: boolean | null }[];
  /** Massings of which some ground lies beside the plot, m² each. */
  outside: { id: string; squareMetres: number }[];
  /** Ground that more than one massing claims, m². */
  overlap: number;
  /** Green area and covered ground are together more than the plot has. */
  greenTooLarge: boolean;
}

/** Areas below this are rounding, m². */
const DUST_M2 = 0.5;

/** Height of a massing, m. */
export const heightOf = ({ storeys, storeyMetres }: Pick<Massing, "storeys" | "storeyMetres">): number =>
  storeys * storeyMetres;

/** Area of an outline, m². @throws PlanFault as {@link ringOf} */
export const outlineArea = (outline: Outline): number => areaOf(ringOf(outline, frameAbout(outline)));

/** @throws PlanFault when an outline is none, or storeys are not; `massing` in its params names the massing */
export function plotIndicators(
  { outline, greenSquareMetres, limits }: Pick<Plot, "outline" | "greenSquareMetres" | "limits">,
  massings: readonly Massing[],
  { figures }: Pick<PlanningSettings, "figures">,
): PlotIndicators {
  const frame = frameAbout(outline);
  const ground = ringOf(outline, frame);
  const plotArea = areaOf(ground);
  const floor = noFloor();
  const plotPolygon = polygonOf(ground);
  const outside: PlotIndicators["outside"] = [];
  const polygons: Polygon[] = [];
  let [heightMetres, single] = [0, 0];
  for (const massing of massings) {
    const ring = named(massing, () => ringOf(massing.outline, frame));
    if (!(massing.storeys >= 1) || !(massing.storeyMetres > 0))
      throw new PlanFault("bad-storeys", { massing: massing.id });
    const area = areaOf(ring);
    floor[BUILDING_USES.indexOf(massing.use)] += area * massing.storeys;
    heightMetres = Math.max(heightMetres, heightOf(massing));
    single += area;
    const polygon = polygonOf(ring);
    polygons.push(polygon);
    const beside = area - areaIn(intersect(collection([polygon, plotPolygon])));
    if (beside > DUST_M2) outside.push({ id: massing.id, squareMetres: beside });
  }
  const together = polygons.length > 1 ? union(collection(polygons)) : (polygons[0] ?? null);
  const covered = together === null ? 0 : areaIn(together);
  const coveredArea =
    together === null ? 0 : outside.length === 0 ? covered : areaIn(intersect(collection([together, plotPolygon])));
  const grossFloorArea = floor.reduce((sum, area) => sum + area, 0);
  const values: Record<Limited, number | null> = {
    floorAreaRatio: grossFloorArea / plotArea,
    coverage: coveredArea / plotArea,
    greenRatio: greenSquareMetres === null ? null : greenSquareMetres / plotArea,
    heightMetres,
  };
  const overlap = single - covered;
  return {
    plotArea,
    grossFloorArea,
    floorAreaRatio: values.floorAreaRatio as number,
    coveredArea,
    coverage: values.coverage as number,
    greenRatio: values.greenRatio,
    heightMetres,
    people: peopleOf(floor, figures),
    checks: checksOf(values, limits),
    outside,
    overlap: overlap > DUST_M2 ? overlap : 0,
    greenTooLarge: greenSquareMetres !== null && greenSquareMetres + coveredArea > plotArea + DUST_M2,
  };
}

/** Values against their limits; `kept` is null where the value is not known. */
export function checksOf(
  values: Readonly<Record<Limited, number | null>>,
  limits: PlotLimits,
): PlotIndicators["checks"] {
  return LIMITED.flatMap((what) => {
    const limit = limits[what];
    if (limit === undefined) return [];
    const value = values[what];
    // Three digits decide, as they stand on the paper.
    const apart = value === null ? 0 : Math.round((value - limit) * 1000);
    return [{ what, value, limit, kept: value === null ? null : what === "greenRatio" ? apart >= 0 : apart <= 0 }];
  });
}

function named<T>({ id }: Massing, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PlanFault) throw new PlanFault(error.code, { ...error.params, massing: id });
    throw error;
  }
}

type Polygon = Parameters<typeof union>[0]["features"][number];
type Joined = ReturnType<typeof union>;

/** Turf's shapes with metres for coordinates: its plane work asks for nothing else. */
const polygonOf = (ring: Ring): Polygon => {
  const corners: [number, number][] = [];
  for (let i = 0; i < ring.length; i += 2) corners.push([ring[i], ring[i + 1]]);
  corners.push(corners[0]);
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [corners] } };
};
const collection = (features: Polygon[]) => ({ type: "FeatureCollection" as const, features });

/** Area of turf's answer, holes taken off, m². */
function areaIn(joined: Joined): number {
  if (!joined) return 0;
  const { type, coordinates } = joined.geometry;
  const polygons = (type === "Polygon" ? [coordinates] : coordinates) as number[][][][];
  return polygons.reduce(
    (sum, rings) =>
      sum +
      rings.reduce((part, ring, r) => part + (r === 0 ? 1 : -1) * Math.abs(areaOf(Float64Array.from(ring.flat()))), 0),
    0,
  );
}
