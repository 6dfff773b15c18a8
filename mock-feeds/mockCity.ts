// The city as its devices know it: points with place, kind and network neighbours, read from the built scene.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { metresPerDegree } from "../src/twin/geodesy.ts";
import { LEVEL } from "../src/twin/level.ts";
import { NO_SLOT, NodeTable } from "../src/twin/nodeTable.ts";
import { readScene } from "../src/twin/scene/readScene.ts";
import type { Scene } from "../src/twin/scene/schema.ts";

export interface MockCity {
  scene: Scene;
  nodes: NodeTable;
  /** Slots of the points, ascending. */
  points: number[];
  /** Metres east and north of the city's label point, by core slot. */
  x: Float32Array;
  y: Float32Array;
  /** District and street of each core slot, -1 outside. */
  district: Int32Array;
  street: Int32Array;
  /** Facility an asset stands in (itself for a facility), -1 for none. */
  facility: Int32Array;
}

/** @throws Error when the folder holds no built scene */
export function readMockCity(sceneDir: string): MockCity {
  let manifest: { scene: object };
  let bytes: Buffer;
  try {
    manifest = JSON.parse(readFileSync(join(sceneDir, "built.json"), "utf8")) as { scene: object };
    bytes = readFileSync(join(sceneDir, "nodes.bin"));
  } catch (error) {
    throw new Error(`${sceneDir}: no built scene (${(error as Error).message}) → build it: npm run scene`);
  }
  const scene = readScene({ ...manifest.scene, sources: { generator: "built" } });
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  return layOutCity(scene, NodeTable.decode(buffer));
}

export function layOutCity(scene: Scene, nodes: NodeTable): MockCity {
  const { lon, lat, level, parent, assetStart, assetEnd, end } = nodes.columns;
  const { coreCount, placeCount } = nodes;
  const scale = metresPerDegree(lat[0]);
  const below = (wanted: number): Int32Array => {
    const of = new Int32Array(coreCount).fill(NO_SLOT);
    for (let slot = 0; slot < placeCount; slot++)
      if (level[slot] === wanted) {
        of.fill(slot, slot, end[slot]);
        of.fill(slot, assetStart[slot], assetEnd[slot]);
      }
    return of;
  };
  const facility = new Int32Array(coreCount).fill(NO_SLOT);
  const points: number[] = [];
  for (let slot = placeCount; slot < coreCount; slot++) {
    const above = parent[slot];
    facility[slot] = level[slot] === LEVEL.facility ? slot : above < coreCount ? facility[above] : NO_SLOT;
    if (level[slot] === LEVEL.point) points.push(slot);
  }
  return {
    scene,
    nodes,
    points,
    x: Float32Array.from(lon, (value) => (value - lon[0]) * scale.lon),
    y: Float32Array.from(lat, (value) => (value - lat[0]) * scale.lat),
    district: below(LEVEL.district),
    street: below(LEVEL.street),
    facility,
  };
}

/** What a kind of point is to weather and incidents, by its network and the words of its id. */
export type Role = "rain" | "drain" | "pond" | "river" | "pressure" | "lamp" | "transformer" | "pump" | "other";

const ROLES: readonly [Role, RegExp][] = [
  ["rain", /^rain/],
  ["pond", /pond/],
  ["river", /^river-level/],
  ["drain", /^(drain|sump|manhole)-level/],
  ["pressure", /^(water|hydrant)-pressure/],
  ["lamp", /lamp/],
  ["transformer", /transformer|board-load/],
  ["pump", /^pump-(flow|current|vibration)/],
];

export const roleOf = (kindId: string): Role => ROLES.find(([, pattern]) => pattern.test(kindId))?.[0] ?? "other";
