// OpenStreetMap's elements as all its files have them: nodes, ways and relations with tags, handed to whoever wants them.

import { setOwn } from "../parts.ts";

/** Tags by key; null when there are none. */
export type Tags = Record<string, string>;

export interface OsmMember {
  type: "node" | "way" | "relation";
  ref: number;
  role: string;
}

/** What a pass over a file wants to see. Coordinates are degrees; ids are whole numbers, negative for what is not uploaded. */
export interface Visitor {
  node?(id: number, lon: number, lat: number, tags: Tags | null): void;
  /**
   * @param refs node ids
   * @param inline coordinates [lon, lat, …] that stand in the file itself instead (Overpass "out geom"); NaN where cut off
   */
  way?(id: number, refs: readonly number[], tags: Tags | null, inline: readonly number[] | null): void;
  relation?(id: number, members: readonly OsmMember[], tags: Tags | null): void;
  /** An element given only by a middle (Overpass "out center"). */
  center?(type: "way" | "relation", id: number, lon: number, lat: number, tags: Tags | null): void;
  /** An element that cannot be read. */
  unreadable?(label: string, reason: string): void;
}

/** A file that can be gone through as often as needed. */
export interface OsmSource {
  /** Shows every element to the visitor; yields from time to time, so that what was made of them can be taken away. */
  pass(visitor: Visitor): AsyncGenerator<void>;
}

/** Sets a tag whatever its key. */
export function setTag(tags: Tags, key: string, value: string): void {
  if (key === "__proto__") setOwn(tags, key, value);
  else tags[key] = value;
}
