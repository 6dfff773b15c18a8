// Mapbox Vector Tiles 2.1: the bytes of a tile → layers of features in tile units.

import protobuf from "protobufjs/minimal.js";

const { Reader } = protobuf;
type ProtoReader = InstanceType<typeof Reader>;

export const MVT_POINT = 1;
export const MVT_LINE = 2;
export const MVT_POLYGON = 3;

export interface MvtFeature {
  type: number;
  /** Points: one list of pairs; lines and rings: one list each. [x, y, x, y …] in tile units. */
  parts: number[][];
  properties: Record<string, string | number | boolean>;
}

export interface MvtLayer {
  name: string;
  /** Tile units along an edge. */
  extent: number;
  features: MvtFeature[];
}

/** Points of a tile in all; a hostile tile may claim more. */
const MOST_POINTS = 2_000_000;

/** @throws Error when the bytes are no vector tile */
export function decodeMvt(bytes: Uint8Array): MvtLayer[] {
  const reader = Reader.create(bytes);
  const layers: MvtLayer[] = [];
  const budget = { points: MOST_POINTS };
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 3) layers.push(readLayer(reader, reader.uint32() + reader.pos, budget));
    else reader.skipType(tag & 7);
  }
  return layers;
}

type Value = string | number | boolean;

interface RawFeature {
  type: number;
  tags: number[];
  geometry: number[];
}

function readLayer(reader: ProtoReader, end: number, budget: { points: number }): MvtLayer {
  const keys: string[] = [];
  const values: Value[] = [];
  const raw: RawFeature[] = [];
  let [name, extent] = ["", 4096];
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        name = reader.string();
        break;
      case 2:
        raw.push(readFeature(reader, reader.uint32() + reader.pos));
        break;
      case 3:
        keys.push(reader.string());
        break;
      case 4:
        values.push(readValue(reader, reader.uint32() + reader.pos));
        break;
      case 5:
        extent = reader.uint32() || 4096;
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  const features = raw.map(({ type, tags, geometry }) => {
    const properties: Record<string, Value> = Object.create(null) as Record<string, Value>;
    for (let i = 0; i + 1 < tags.length; i += 2)
      if (keys[tags[i]] !== undefined && values[tags[i + 1]] !== undefined)
        properties[keys[tags[i]]] = values[tags[i + 1]];
    return { type, parts: readGeometry(type, geometry, budget), properties };
  });
  return { name, extent, features };
}

function readFeature(reader: ProtoReader, end: number): RawFeature {
  const feature: RawFeature = { type: 0, tags: [], geometry: [] };
  while (reader.pos < end) {
    const tag = reader.uint32();
    const field = tag >>> 3;
    if (field === 3) feature.type = reader.uint32();
    else if ((field === 2 || field === 4) && (tag & 7) === 2) {
      const list = field === 2 ? feature.tags : feature.geometry;
      const stop = Math.min(end, reader.uint32() + reader.pos);
      while (reader.pos < stop) list.push(reader.uint32());
    } else reader.skipType(tag & 7);
  }
  return feature;
}

function readValue(reader: ProtoReader, end: number): Value {
  let value: Value = "";
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        value = reader.string();
        break;
      case 2:
        value = reader.float();
        break;
      case 3:
        value = reader.double();
        break;
      case 4:
      case 5:
        value = Number(reader.int64());
        break;
      case 6:
        value = Number(reader.sint64());
        break;
      case 7:
        value = reader.bool();
        break;
      default:
        reader.skipType(tag & 7);
    }
  }
  return value;
}

/** Commands MoveTo 1, LineTo 2, ClosePath 7 with zigzag deltas (specification 4.3). */
function readGeometry(type: number, commands: readonly number[], budget: { points: number }): number[][] {
  const parts: number[][] = [];
  let part: number[] | undefined;
  let [x, y, at] = [0, 0, 0];
  while (at < commands.length) {
    const command = commands[at] & 7;
    const count = commands[at++] >>> 3;
    if (command === 7) {
      if (part && type !== MVT_POINT) part.push(part[0], part[1]);
      continue;
    }
    if (command !== 1 && command !== 2) return parts;
    for (let i = 0; i < count && at + 1 < commands.length; i++) {
      x += zigzag(commands[at++]);
      y += zigzag(commands[at++]);
      if (budget.points-- <= 0) throw new Error(`holds more than ${MOST_POINTS} points`);
      if (!part || (command === 1 && type !== MVT_POINT)) {
        part = [];
        parts.push(part);
      }
      part.push(x, y);
    }
  }
  return parts;
}

const zigzag = (n: number): number => (n >>> 1) ^ -(n & 1);
