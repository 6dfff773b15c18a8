// A scenario against today, plot by plot and for what lies beside any plot: the same figures, worked out the same way.

import { BUILDING_USES } from "../twin/nodeTable.ts";
import type { ScenarioBody } from "../twin/scenarios/shapes.ts";
import type { PlanCity } from "./city.ts";
import { heightOf, outlineArea, plotIndicators } from "./indicators.ts";
import { noFloor, type People, peopleOf } from "./people.ts";
import { boundsOf, isInside, ringOf } from "./plane.ts";

export interface Figures {
  buildings: number;
  /** m². */
  floorArea: number;
  /** Ground covered, m². */
  covered: number;
  /** Highest, m. */
  heightMetres: number;
  people: People | null;
  /** Of the plot; null beside any plot. */
  floorAreaRatio: number | null;
  coverage: number | null;
  /** Share; null where nobody has said. */
  greenRatio: number | null;
}

export interface Compared {
  /** Id of the plot; null for what stands on none. */
  plot: string | null;
  today: Figures;
  after: Figures;
}

export interface Comparison {
  rows: Compared[];
  /** Codes of removed buildings that the city does not have, or not for who asks. */
  unknown: string[];
}

/**
 * A building stands on a plot when the middle of its outline does. What many plots cover counts for the first.
 * @throws PlanFault when an outline of the scenario is none
 */
export function compareScenario(city: PlanCity, { plots, massings, removed }: ScenarioBody): Comparison {
  const { buildings, planning } = city.tables;
  const gone = new Set(removed);
  const taken = new Set<number>();
  const found = new Set<string>();
  const sums = (rows: readonly number[], keep: (row: number) => boolean): Sum => {
    const sum = newSum();
    for (const row of rows) {
      if (!keep(row) || !buildings) continue;
      sum.buildings++;
      sum.floor[buildings.use[row]] += city.floor[row];
      sum.covered += buildings.footprint[row];
      sum.highest = Math.max(sum.highest, buildings.heightAboveBase[row]);
    }
    return sum;
  };
  const isGone = (row: number): boolean => buildings !== null && gone.has(buildings.code[row]);
  const rows: Compared[] = plots.map((plot) => {
    const own = buildingsOn(city, plot.outline).filter((row) => !taken.has(row));
    for (const row of own) {
      taken.add(row);
      if (isGone(row)) found.add(buildings!.code[row]);
    }
    const built = massings.filter((massing) => massing.plot === plot.id);
    const { plotArea, coveredArea, greenRatio } = plotIndicators(plot, built, planning);
    const after = sums(own, (row) => !isGone(row));
    for (const massing of built) add(after, massing);
    after.covered += coveredArea;
    const figures = (sum: Sum, green: number | null): Figures => figuresOf(sum, planning.figures, plotArea, green);
    // How green a plot is today no scene says.
    return {
      plot: plot.id,
      today: figures(
        sums(own, () => true),
        null,
      ),
      after: figures(after, greenRatio),
    };
  });
  const elsewhere: number[] = [];
  if (buildings && gone.size > found.size)
    for (const row of city.buildingRows)
      if (!taken.has(row) && isGone(row)) {
        elsewhere.push(row);
        found.add(buildings.code[row]);
      }
  const ids = new Set(plots.map(({ id }) => id));
  const loose = massings.filter(({ plot }) => plot === null || !ids.has(plot));
  if (elsewhere.length > 0 || loose.length > 0) {
    const after = newSum();
    for (const massing of loose) {
      add(after, massing);
      after.covered += outlineArea(massing.outline);
    }
    const today = sums(elsewhere, () => true);
    rows.push({
      plot: null,
      today: figuresOf(today, planning.figures, null, null),
      after: figuresOf(after, planning.figures, null, null),
    });
  }
  return { rows, unknown: removed.filter((code) => !found.has(code)) };
}

interface Sum {
  buildings: number;
  floor: Float64Array;
  covered: number;
  highest: number;
}

const newSum = (): Sum => ({ buildings: 0, floor: noFloor(), covered: 0, highest: 0 });

function add(sum: Sum, massing: ScenarioBody["massings"][number]): void {
  sum.buildings++;
  sum.floor[BUILDING_USES.indexOf(massing.use)] += outlineArea(massing.outline) * massing.storeys;
  sum.highest = Math.max(sum.highest, heightOf(massing));
}

function figuresOf(
  { buildings, floor, covered, highest }: Sum,
  figures: Parameters<typeof peopleOf>[1],
  plotArea: number | null,
  greenRatio: number | null,
): Figures {
  const floorArea = floor.reduce((all, area) => all + area, 0);
  return {
    buildings,
    floorArea,
    covered,
    heightMetres: highest,
    people: peopleOf(floor, figures),
    floorAreaRatio: plotArea === null ? null : floorArea / plotArea,
    coverage: plotArea === null ? null : covered / plotArea,
    greenRatio,
  };
}

/** Rows of buildings whose middle lies in an outline. @throws PlanFault */
export function buildingsOn(city: PlanCity, outline: ScenarioBody["plots"][number]["outline"]): number[] {
  const ring = ringOf(outline, city.frame);
  const near = city.buildingIndex?.search(...boundsOf(ring)) ?? [];
  return near
    .map((i) => city.buildingRows[i])
    .filter((row) => isInside(city.x[row], city.y[row], ring))
    .sort((a, b) => a - b);
}
