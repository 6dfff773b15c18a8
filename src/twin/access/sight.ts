// What somebody may see of the city: which nodes, layers and frames. Pure; hub, broker and files all ask here.

import type { NodeTable } from "../nodeTable.ts";
import { type Actor, may } from "./actor.ts";
import type { FrameLayout } from "./frames.ts";

export interface Sight {
  /** Equal for people who see the same. */
  readonly key: string;
  /** Sees every node. */
  readonly all: boolean;
  /** Frames that may be heard. */
  readonly frames: ReadonlySet<number>;
  /** Whether a place, asset or building is seen. */
  sees(slot: number): boolean;
  /** Whether a layer of the whole city is seen. */
  seesLayer(grade: number): boolean;
}

interface Span {
  place: number;
  clearance: number;
}

/** Sights by what makes them, so that people who see the same share one. */
export class Sights {
  private readonly kept = new Map<string, Sight>();

  constructor(
    private readonly nodes: NodeTable,
    private readonly layout: FrameLayout,
  ) {}

  of(actor: Actor): Sight {
    const spans: Span[] = [];
    for (const { permissions, place, clearance } of actor.grants) {
      const slot = this.nodes.slotOf(place);
      if (permissions.has("city.see") && slot >= 0 && slot < this.nodes.placeCount)
        spans.push({ place: slot, clearance });
    }
    const key = [...new Set(spans.map(({ place, clearance }) => `${place}.${clearance}`))].sort().join("_") || "none";
    let sight = this.kept.get(key);
    if (!sight) {
      sight = sightOf(key, spans, this.nodes, this.layout);
      if (this.kept.size >= 500) this.kept.clear();
      this.kept.set(key, sight);
    }
    return sight;
  }
}

function sightOf(key: string, spans: readonly Span[], nodes: NodeTable, layout: FrameLayout): Sight {
  const { placeCount, coreCount } = nodes;
  const { grade, buildingStart, buildingEnd } = nodes.columns;
  const holds = (place: number, slot: number): boolean =>
    place === 0 ||
    (slot < coreCount ? nodes.isWithin(slot, place) : slot >= buildingStart[place] && slot < buildingEnd[place]);
  const sees = (slot: number): boolean => {
    if (slot < 0 || slot >= nodes.slotCount) return false;
    // Places are the map's own words: names and borders that anybody signed in may know.
    if (slot < placeCount && grade[slot] <= 1) return spans.length > 0;
    const needed = slot < coreCount ? grade[slot] : 1;
    return spans.some(({ place, clearance }) => needed <= clearance && holds(place, slot));
  };
  const frames = new Set(spans.length > 0 ? layout.frames : []);
  let all = spans.length > 0;
  for (let slot = placeCount; slot < coreCount; slot++) {
    if (sees(slot)) continue;
    all = false;
    frames.delete(layout.ofCore[slot]);
  }
  // What travels with places is counts, which everybody signed in may have.
  if (spans.length > 0) frames.add(0);
  // Buildings outside are hidden too, so only who has the whole city has all.
  all &&= spans.some(({ place }) => place === 0);
  return {
    key,
    all,
    frames,
    sees,
    seesLayer: (wanted) => spans.some(({ place, clearance }) => wanted <= clearance && (wanted <= 1 || place === 0)),
  };
}

/** Whether somebody may see a node of the city. */
export const maySee = (actor: Actor, nodes: NodeTable, slot: number): boolean =>
  may(actor, "city.see", nodes, { slot, grade: nodes.columns.grade[slot] });
