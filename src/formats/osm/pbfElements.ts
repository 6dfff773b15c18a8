// The elements in an unpacked block of OSM PBF: dense and plain nodes, ways (with locations, too), relations.

import { type OsmMember, setTag, type Tags, type Visitor } from "./elements.ts";
import type { Protobuf } from "./protobuf.ts";

/** What a block holds: bits. */
export const NODES = 1;
export const WAYS = 2;
export const RELATIONS = 4;

/** Shows the elements of a block. @returns what the block holds @throws RangeError where it is damaged */
export function showBlock(block: Protobuf, visitor: Visitor): number {
  const table: Uint8Array[] = [];
  const groups: Protobuf[] = [];
  let [granularity, latOffset, lonOffset] = [100, 0, 0];
  while (block.more) {
    const tag = block.tag();
    if (tag === 10) {
      const strings = block.message();
      while (strings.more) {
        const inner = strings.tag();
        if (inner === 10) table.push(strings.message().rest());
        else strings.skip(inner & 7);
      }
    } else if (tag === 18) groups.push(block.message());
    else if (tag === 136) granularity = block.varint();
    else if (tag === 152) latOffset = block.int64();
    else if (tag === 160) lonOffset = block.int64();
    else block.skip(tag & 7);
  }
  const reader = new GroupReader(new Strings(table), granularity, lonOffset, latOffset, visitor);
  for (const group of groups) reader.read(group);
  return reader.kinds;
}

/** The texts of a block, decoded when first asked for. */
class Strings {
  private readonly decoded: (string | undefined)[] = [];
  private readonly decoder = new TextDecoder();

  constructor(private readonly table: readonly Uint8Array[]) {}

  at(index: number): string {
    let text = this.decoded[index];
    if (text === undefined) {
      if (index >= this.table.length) throw new RangeError("it refers to a text it does not have");
      text = this.decoder.decode(this.table[index]);
      this.decoded[index] = text;
    }
    return text;
  }
}

const MEMBER_TYPES = ["node", "way", "relation"] as const;

class GroupReader {
  kinds = 0;

  constructor(
    private readonly strings: Strings,
    private readonly granularity: number,
    private readonly lonOffset: number,
    private readonly latOffset: number,
    private readonly visitor: Visitor,
  ) {}

  read(group: Protobuf): void {
    const { visitor } = this;
    while (group.more) {
      const tag = group.tag();
      if (tag === 10 || tag === 18) {
        this.kinds |= NODES;
        if (!visitor.node) group.skip(2);
        else if (tag === 10) this.node(group.message());
        else this.dense(group.message());
      } else if (tag === 26) {
        this.kinds |= WAYS;
        if (visitor.way) this.way(group.message());
        else group.skip(2);
      } else if (tag === 34) {
        this.kinds |= RELATIONS;
        if (visitor.relation) this.relation(group.message());
        else group.skip(2);
      } else group.skip(tag & 7);
    }
  }

  private degrees(value: number, offset: number): number {
    // Nanodegrees to degrees; the 1e-7 grid of OSM is kept free of rounding noise.
    return Math.round((offset + this.granularity * value) / 100) / 1e7;
  }

  private node(message: Protobuf): void {
    let [id, lon, lat] = [0, 0, 0];
    let keys: number[] = [];
    let values: number[] = [];
    while (message.more) {
      const tag = message.tag();
      if (tag === 8) id = message.zigzag();
      else if (tag === 18) keys = packed(message.message());
      else if (tag === 26) values = packed(message.message());
      else if (tag === 64) lat = message.zigzag();
      else if (tag === 72) lon = message.zigzag();
      else message.skip(tag & 7);
    }
    const { lonOffset, latOffset } = this;
    this.visitor.node!(id, this.degrees(lon, lonOffset), this.degrees(lat, latOffset), this.tags(keys, values));
  }

  private dense(message: Protobuf): void {
    let ids: Protobuf | null = null;
    let lats: Protobuf | null = null;
    let lons: Protobuf | null = null;
    let keyValues: Protobuf | null = null;
    while (message.more) {
      const tag = message.tag();
      if (tag === 10) ids = message.message();
      else if (tag === 66) lats = message.message();
      else if (tag === 74) lons = message.message();
      else if (tag === 82) keyValues = message.message();
      else message.skip(tag & 7);
    }
    if (!ids || !lats || !lons) return;
    let [id, lat, lon] = [0, 0, 0];
    while (ids.more) {
      id += ids.zigzag();
      lat += lats.zigzag();
      lon += lons.zigzag();
      const tags = keyValues ? this.denseTags(keyValues) : null;
      this.visitor.node!(id, this.degrees(lon, this.lonOffset), this.degrees(lat, this.latOffset), tags);
    }
  }

  private denseTags(keyValues: Protobuf): Tags | null {
    let tags: Tags | null = null;
    while (keyValues.more) {
      const key = keyValues.varint();
      if (key === 0) break;
      tags ??= {};
      setTag(tags, this.strings.at(key), this.strings.at(keyValues.varint()));
    }
    return tags;
  }

  private way(message: Protobuf): void {
    let id = 0;
    let keys: number[] = [];
    let values: number[] = [];
    let refs: number[] = [];
    let lats: number[] | null = null;
    let lons: number[] | null = null;
    while (message.more) {
      const tag = message.tag();
      if (tag === 8) id = message.int64();
      else if (tag === 18) keys = packed(message.message());
      else if (tag === 26) values = packed(message.message());
      else if (tag === 66) refs = deltas(message.message());
      else if (tag === 74) lats = deltas(message.message());
      else if (tag === 82) lons = deltas(message.message());
      else message.skip(tag & 7);
    }
    let inline: number[] | null = null;
    if (lats && lons && lons.length > 0 && lons.length === lats.length) {
      inline = [];
      for (let i = 0; i < lons.length; i++)
        inline.push(this.degrees(lons[i], this.lonOffset), this.degrees(lats[i], this.latOffset));
    }
    this.visitor.way!(id, refs, this.tags(keys, values), inline);
  }

  private relation(message: Protobuf): void {
    let id = 0;
    let keys: number[] = [];
    let values: number[] = [];
    let roles: number[] = [];
    let refs: number[] = [];
    let types: number[] = [];
    while (message.more) {
      const tag = message.tag();
      if (tag === 8) id = message.int64();
      else if (tag === 18) keys = packed(message.message());
      else if (tag === 26) values = packed(message.message());
      else if (tag === 66) roles = packed(message.message());
      else if (tag === 74) refs = deltas(message.message());
      else if (tag === 82) types = packed(message.message());
      else message.skip(tag & 7);
    }
    if (roles.length !== refs.length || types.length !== refs.length || types.some((type) => type > 2))
      throw new RangeError(`the members of relation ${id} do not fit together`);
    const members: OsmMember[] = refs.map((ref, i) => ({
      type: MEMBER_TYPES[types[i]],
      ref,
      role: this.strings.at(roles[i]),
    }));
    this.visitor.relation!(id, members, this.tags(keys, values));
  }

  private tags(keys: readonly number[], values: readonly number[]): Tags | null {
    if (keys.length === 0) return null;
    if (keys.length !== values.length) throw new RangeError("keys and values do not fit together");
    const tags: Tags = {};
    for (let i = 0; i < keys.length; i++) setTag(tags, this.strings.at(keys[i]), this.strings.at(values[i]));
    return tags;
  }
}

function packed(message: Protobuf): number[] {
  const out: number[] = [];
  while (message.more) out.push(message.varint());
  return out;
}

function deltas(message: Protobuf): number[] {
  const out: number[] = [];
  let value = 0;
  while (message.more) {
    value += message.zigzag();
    out.push(value);
  }
  return out;
}
