// Which frame a slot's state travels in: one for each partition and data grade, so that whoever may not see a grade is not sent it.

import { LEVEL } from "../level.ts";
import type { NodeTable } from "../nodeTable.ts";

/** A frame's number is the partition's for grade 1; each grade more adds this. 20003: partition 3, grade 3. */
export const GRADE_STEP = 10_000;

export const frameNumber = (partition: number, grade: number): number =>
  partition + (Math.max(1, grade) - 1) * GRADE_STEP;
export const partitionOfFrame = (frame: number): number => frame % GRADE_STEP;
export const gradeOfFrame = (frame: number): number => Math.floor(frame / GRADE_STEP) + 1;

export class FrameLayout {
  /** Frame of every core slot. */
  readonly ofCore: Uint16Array;
  /** All frames there are, in order: every partition's first, even an empty one, then those of higher grades. */
  readonly frames: readonly number[];
  private readonly ofBuildings = new Map<number, number>();

  constructor(nodes: NodeTable) {
    const { coreCount, placeCount, partitionCount } = nodes;
    const { grade, partition, parent, level } = nodes.columns;
    // A facility's roll-up tells of its points, so it is as restricted as the most restricted of them. A place's is counts only,
    // and everybody's: without it a city would look calm to whoever may not see why it is not.
    const highest = new Uint8Array(coreCount);
    const buildings = new Map<number, [partition: number, grade: number]>();
    for (let slot = placeCount; slot < coreCount; slot++) {
      highest[slot] = Math.max(highest[slot], grade[slot], 1);
      if (level[slot] !== LEVEL.point) continue;
      for (let at = parent[slot]; at >= placeCount; at = parent[at]) {
        if (at >= coreCount) {
          const [, before] = buildings.get(at) ?? [0, 0];
          buildings.set(at, [partition[slot], Math.max(before, highest[slot])]);
          break;
        }
        highest[at] = Math.max(highest[at], highest[slot]);
      }
    }
    this.ofCore = Uint16Array.from({ length: coreCount }, (_, slot) =>
      slot < placeCount ? 0 : frameNumber(partition[slot], highest[slot]),
    );
    for (const [slot, [where, of]] of buildings) this.ofBuildings.set(slot, frameNumber(where, of));
    const first = Array.from({ length: partitionCount }, (_, i) => i);
    this.frames = [...new Set([...first, ...this.ofCore, ...this.ofBuildings.values()])].sort((a, b) => a - b);
  }

  /** Frame of a slot, also of a building's. */
  of(slot: number): number {
    return slot < this.ofCore.length ? this.ofCore[slot] : (this.ofBuildings.get(slot) ?? 0);
  }
}
