// The desks that alarms come to, and the flood of one: more new alarms within ten minutes than a person can take in (EEMUA 191).

import { LEVEL } from "../level.ts";
import type { NodeTable } from "../nodeTable.ts";
import type { AlarmOperator } from "../scene/alarms.ts";
import type { Scene } from "../scene/schema.ts";

/** The scene's desks; without any, one for each district. */
export function operatorsOf({ alarms }: Pick<Scene, "alarms">, nodes: NodeTable): readonly AlarmOperator[] {
  if (alarms.operators.length > 0) return alarms.operators;
  const { level, code, name, nameEn } = nodes.columns;
  const desks: AlarmOperator[] = [];
  for (let slot = 0; slot < nodes.placeCount; slot++)
    if (level[slot] === LEVEL.district)
      desks.push({
        id: code[slot],
        name: { zh: name[slot] || code[slot], ...(nameEn[slot] ? { en: nameEn[slot] } : {}) },
        place: code[slot],
        units: [],
      });
  return desks;
}

/** Whether an alarm of a node and a unit comes to a desk. */
export function comesTo(desk: AlarmOperator, nodes: NodeTable, slot: number, unit: string | null): boolean {
  if (desk.units.length > 0 && (unit === null || !desk.units.includes(unit))) return false;
  if (desk.place === undefined) return true;
  const place = nodes.slotOf(desk.place);
  return place === 0 || (place > 0 && slot < nodes.coreCount && nodes.isWithin(slot, place));
}

/** New alarms of one desk within a sliding time. */
export class FloodWatch {
  private readonly times: number[] = [];
  private flooded = false;

  /** @param most more than this within spanMs is a flood */
  constructor(
    private readonly most: number,
    private readonly spanMs: number,
  ) {}

  /** @param at when a new alarm came, ms since 1970 */
  raised(at: number): void {
    this.times.push(at);
  }

  /** How many came within the span before now. @param now ms since 1970 */
  count(now: number): number {
    let old = 0;
    while (old < this.times.length && now - this.times[old] > this.spanMs) old++;
    this.times.splice(0, old);
    return this.times.length;
  }

  /** In a flood; it is over when fewer than half as many come (EEMUA 191: below five in ten minutes). @param now ms since 1970 */
  isFlood(now: number): boolean {
    const count = this.count(now);
    this.flooded = count > this.most || (this.flooded && 2 * count >= this.most);
    return this.flooded;
  }
}
