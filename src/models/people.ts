// Residents and jobs estimated from floor area by use, with the figures' sources; nothing is said where a scene has no figures.

import { BUILDING_USES, type BuildingUse } from "../twin/nodeTable.ts";
import type { UseFigures } from "../twin/scene/planning.ts";

/** An estimate: never a count of people. */
export interface People {
  residents: number;
  jobs: number;
  /** Uses with floor area for which the scene has no figures: they are not in the estimate. */
  without: BuildingUse[];
  /** Sources of the figures used. */
  refs: string[];
}

/** Floor area by use, m²; index is that of BUILDING_USES. */
export const noFloor = (): Float64Array => new Float64Array(BUILDING_USES.length);

/** @returns null when the scene has no figures at all */
export function peopleOf(floor: Float64Array, figures: readonly UseFigures[]): People | null {
  if (figures.length === 0) return null;
  const people: People = { residents: 0, jobs: 0, without: [], refs: [] };
  BUILDING_USES.forEach((use, i) => {
    if (!(floor[i] > 0)) return;
    const figure = figures.find((one) => one.use === use);
    if (!figure) {
      people.without.push(use);
      return;
    }
    if (figure.floorPerResident) people.residents += floor[i] / figure.floorPerResident;
    if (figure.floorPerJob) people.jobs += floor[i] / figure.floorPerJob;
    if (!people.refs.includes(figure.standardRef)) people.refs.push(figure.standardRef);
  });
  people.residents = Math.round(people.residents);
  people.jobs = Math.round(people.jobs);
  return people;
}
