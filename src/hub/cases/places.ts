// Where a case is: from a code or a position to the innermost place, its path, its street and its partition.

import Flatbush from "flatbush";
import { placePath } from "../../twin/access/actor.ts";
import { haversineMetres } from "../../twin/geodesy.ts";
import { LEVEL } from "../../twin/level.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import { Refusal } from "../api/refusal.ts";

/** Beyond so many radii of its nearest place a position is outside the city. */
const OUTSIDE = 3;

export interface Where {
  /** Slot of the place or asset itself. */
  slot: number;
  /** Code of the innermost place. */
  place: string;
  /** Code of the asset, when it is one. */
  node: string | null;
  lon: number | null;
  lat: number | null;
  path: string;
  street: string;
  partition: number;
  grade: number;
}

export class Places {
  private readonly leaves: number[] = [];
  private readonly index: Flatbush | undefined;
  private readonly squeeze: number;
  private readonly districts: readonly number[];

  constructor(readonly nodes: NodeTable) {
    const { lon, lat, end } = nodes.columns;
    for (let slot = 0; slot < nodes.placeCount; slot++) if (end[slot] === slot + 1) this.leaves.push(slot);
    this.squeeze = Math.cos(((lat[0] ?? 0) * Math.PI) / 180);
    this.districts = nodes.childrenOf(0).filter((slot) => slot < nodes.placeCount);
    if (this.leaves.length === 0) return;
    this.index = new Flatbush(this.leaves.length);
    for (const slot of this.leaves) this.index.add(lon[slot] * this.squeeze, lat[slot]);
    this.index.finish();
  }

  /** @throws Refusal 422 when the code is unknown or the position outside the city, or neither is given */
  of(at: { node?: string; lon?: number; lat?: number }): Where {
    if (at.node !== undefined) {
      const slot = this.nodes.slotOf(at.node);
      if (slot < 0)
        throw new Refusal(422, "no-such-node", "no place or asset has this code → look it up", {
          node: at.node.slice(0, 100),
        });
      return this.at(slot, at.lon, at.lat);
    }
    if (at.lon === undefined || at.lat === undefined)
      throw new Refusal(422, "no-place", "neither a code nor a position is given → give one");
    const slot = this.nearest(at.lon, at.lat);
    if (slot === undefined) throw new Refusal(422, "outside-city", "the position is outside the city → correct it");
    return this.at(slot, at.lon, at.lat);
  }

  /** Of a slot; the position is the node's own unless another is given. */
  at(slot: number, lon?: number, lat?: number): Where {
    const { columns } = this.nodes;
    const places: number[] = [];
    for (let one: number | undefined = 0; one !== undefined; ) {
      places.push(one);
      one = this.nodes
        .childrenOf(one)
        .find((child) => child < this.nodes.placeCount && this.nodes.isWithin(slot, child));
    }
    const place = places.at(-1) ?? 0;
    const street = places.findLast((one) => columns.level[one] <= LEVEL.street) ?? 0;
    const isAsset = slot >= this.nodes.placeCount;
    const given = lon !== undefined && lat !== undefined;
    return {
      slot,
      place: columns.code[place],
      node: isAsset ? columns.code[slot] : null,
      lon: given ? lon : columns.lon[slot],
      lat: given ? lat : columns.lat[slot],
      path: placePath(this.nodes, slot),
      street: placePath(this.nodes, street),
      partition: this.districts.findIndex((district) => this.nodes.isWithin(slot, district)) + 1,
      grade: columns.grade[slot],
    };
  }

  /**
   * The innermost place whose label point is nearest. Unit grids are squares of one size, so that this is the grid the position
   * lies in but for a strip at irregular borders.
   */
  private nearest(lon: number, lat: number): number | undefined {
    const [found] = this.index?.neighbors(lon * this.squeeze, lat, 1) ?? [];
    if (found === undefined) return undefined;
    const slot = this.leaves[found];
    const { columns } = this.nodes;
    const metres = haversineMetres(lon, lat, columns.lon[slot], columns.lat[slot]);
    return metres <= OUTSIDE * Math.max(columns.radius[slot], 200) ? slot : undefined;
  }
}
