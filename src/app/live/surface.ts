// The field of one kind from the state as it is shown: values that can be trusted, on a grid over the city.

import { type FieldGrid, interpolateField, type Station } from "../../twin/field.ts";
import { FLAG } from "../../twin/flags.ts";
import { metresPerDegree } from "../../twin/geodesy.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import type { StateTable } from "../../twin/stateTable.ts";
import type { LiveScene, SurfaceMessage } from "./protocol.ts";

/** Cells along an edge. */
const SIDE = 96;
/** Stations taken at most: the work is theirs times the cells. */
const MOST_STATIONS = 400;

/** @param kind index among the scene's kinds @param extent west, south, east, north degrees */
export function surfaceOf(
  kind: number,
  extent: readonly [number, number, number, number],
  nodes: NodeTable,
  state: StateTable,
  { kinds }: LiveScene,
): SurfaceMessage {
  const [west, south, east, north] = extent;
  const { lon, lat, kind: kindOf } = nodes.columns;
  const metres = metresPerDegree((south + north) / 2);
  const grid: FieldGrid = {
    columns: SIDE,
    rows: SIDE,
    west: 0,
    south: 0,
    east: (east - west) * metres.lon,
    north: (north - south) * metres.lat,
  };
  const stations: Station[] = [];
  for (const slot of state.points) {
    if (kindOf[slot] !== kind || stations.length >= MOST_STATIONS) continue;
    const value = state.value[slot];
    if (!Number.isFinite(value) || state.flags[slot] & (FLAG.stale | FLAG.bad)) continue;
    stations.push({ east: (lon[slot] - west) * metres.lon, north: (lat[slot] - south) * metres.lat, value });
  }
  const { values, influence } = interpolateField(stations, grid);
  const [low, high] = kinds[kind].range;
  const bytes = new Uint8Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    bytes[2 * i] = Math.round(255 * Math.min(1, Math.max(0, (values[i] - low) / (high - low) || 0)));
    bytes[2 * i + 1] = Math.round(255 * influence[i]);
  }
  return { type: "surface", kind, columns: SIDE, rows: SIDE, bytes, stations: stations.length };
}

/** Tells the page of the surface that is spread, whenever it has changed. */
export class SurfaceTeller {
  private asked: { kind: number; extent: [number, number, number, number] } | null = null;
  /** The surface last told. */
  private told: Uint8Array | null = null;

  constructor(
    private readonly nodes: NodeTable,
    private readonly scene: LiveScene,
  ) {}

  /** @param kind index among the scene's kinds; −1 for none */
  spread(kind: number, extent: [number, number, number, number]): void {
    this.asked = kind >= 0 ? { kind, extent } : null;
    this.told = null;
  }

  /** @returns undefined when nothing is spread, or it is as it was: a globe at rest is not made to draw the same again */
  tell(state: StateTable): SurfaceMessage | undefined {
    if (!this.asked) return undefined;
    const { kind, extent } = this.asked;
    const message = surfaceOf(kind, extent, this.nodes, state, this.scene);
    const { told } = this;
    if (told?.length === message.bytes.length && message.bytes.every((byte, i) => byte === told[i])) return undefined;
    this.told = message.bytes.slice();
    return message;
  }
}
