// Puts places in depth-first order and checks that they form one tree: the first section of the slots.

import { SourceError } from "../formats/fault.ts";
import { LEVEL } from "../twin/level.ts";
import type { PlaceSource } from "./source.ts";

/** Places in slot order. */
export interface PlaceOrder {
  places: PlaceSource[];
  /** Slot of the parent, -1 for the city. */
  parent: Int32Array;
  /** First slot after the subtree. */
  end: Uint32Array;
  slotOf: Map<string, number>;
  /** Slots of the districts in order; index i is partition 1 + i. */
  districts: number[];
  /** Partition of what stands in a place. */
  partition: Uint16Array;
}

/** @throws SourceError when there is not exactly one city, a parent is missing or codes stand twice */
export function orderPlaces(source: readonly PlaceSource[]): PlaceOrder {
  const children = new Map<string | null, PlaceSource[]>();
  const byCode = new Map<string, PlaceSource>();
  for (const place of source) {
    if (byCode.has(place.code))
      throw new SourceError(`places ${place.code}`, "stands twice", "give every place its own code");
    byCode.set(place.code, place);
    const siblings = children.get(place.parentCode);
    if (siblings) siblings.push(place);
    else children.set(place.parentCode, [place]);
  }
  const roots = children.get(null) ?? [];
  if (roots.length !== 1 || roots[0].level !== "city")
    throw new SourceError(
      "places",
      `has ${roots.length} places without a parent`,
      "give exactly one place of level city",
    );
  for (const place of source) {
    const parent = place.parentCode === null ? null : byCode.get(place.parentCode);
    if (parent === undefined)
      throw new SourceError(
        `places ${place.code}`,
        `its parent ${place.parentCode} is missing`,
        "add the parent place",
      );
    if (parent && LEVEL[place.level] <= LEVEL[parent.level])
      throw new SourceError(
        `places ${place.code}`,
        `is a ${place.level} inside a ${parent.level}`,
        "correct its level",
      );
  }
  const places: PlaceSource[] = [];
  const parent: number[] = [];
  const end = new Uint32Array(source.length);
  const visit = (place: PlaceSource, above: number): void => {
    const slot = places.push(place) - 1;
    parent.push(above);
    for (const child of children.get(place.code) ?? []) visit(child, slot);
    end[slot] = places.length;
  };
  visit(roots[0], -1); // levels strictly deepen, so depth is bounded and cycles cannot be
  const districts = places.flatMap((place, slot) => (place.level === "district" ? [slot] : []));
  const whole = districts.length > 0 ? districts : [0];
  const partition = new Uint16Array(places.length);
  whole.forEach((district, i) => {
    partition.fill(1 + i, district, end[district]);
  });
  return {
    places,
    parent: Int32Array.from(parent),
    end,
    slotOf: new Map(places.map((place, slot) => [place.code, slot])),
    districts: whole,
    partition,
  };
}
