// Three incidents, told through the readings alone: a burst main, a rainstorm, a blackout.

import { LEVEL } from "../src/twin/level.ts";
import { type MockCity, type Role, roleOf } from "./mockCity.ts";

export const INCIDENTS = ["burst-main", "rainstorm", "blackout"] as const;
export type IncidentName = (typeof INCIDENTS)[number];

/** An incident under way. Effects are 0 before its start and fade out after its end. */
export interface Incident {
  name: IncidentName;
  /** Where it happens, for the log. */
  at: string;
  /** Rain it brings, mm/h. */
  rain(time: number): number;
  /** The value a point shows. @param calm its value without the incident, in the kind's unit @param span of the kind's range */
  shape(slot: number, calm: number, span: number, time: number): number;
  /** Whether the point's device is without power and radio. */
  silent(slot: number, time: number): boolean;
  /** District whose edge nodes are down, -1 for none. */
  deadDistrict(time: number): number;
}

const MINUTE = 60_000;
/** How long an incident lasts before it is under control, ms. */
const LASTS_MS = 40 * MINUTE;

/** Grows from 0 to 1 with a time constant after the start, falls back with the same after the end. */
function swell(time: number, start: number, tau: number): number {
  if (time <= start) return 0;
  const end = start + LASTS_MS;
  const risen = 1 - Math.exp(-(Math.min(time, end) - start) / tau);
  return time <= end ? risen : risen * Math.exp(-(time - end) / tau);
}

const nothing = {
  rain: () => 0,
  shape: (_slot: number, calm: number) => calm,
  silent: () => false,
  deadDistrict: () => -1,
};

/**
 * @param start ms since 1970 @param at node code where it happens; chosen when absent
 * @throws Error when the place is unknown or the city has nothing the incident needs
 */
export function makeIncident(name: IncidentName, city: MockCity, start: number, at?: string): Incident {
  const slot = at === undefined ? undefined : city.nodes.slotOf(at);
  if (slot === -1) throw new Error(`--at ${at}: no node has this code → use a code of the scene`);
  const roles = city.scene.kinds.map((kind) => roleOf(kind.id));
  const role = (point: number): Role => roles[city.nodes.columns.kind[point]] ?? "other";
  if (name === "rainstorm") return rainstorm(start);
  return name === "burst-main" ? burstMain(city, role, start, slot) : blackout(city, role, start, slot);
}

/** 45 mm/h within minutes: three hours of it would be beyond the red rainstorm signal (100 mm in 3 h). */
function rainstorm(start: number): Incident {
  const peak = 45;
  return { ...nothing, name: "rainstorm", at: "", rain: (time) => peak * swell(time, start, 2 * MINUTE) };
}

function burstMain(city: MockCity, role: (slot: number) => Role, start: number, at: number | undefined): Incident {
  const { x, y, nodes } = city;
  const candidates = city.points.filter((slot) => role(slot) === "pressure");
  if (candidates.length === 0) throw new Error("burst-main: the city has no pressure points → choose another incident");
  const source = at ?? busiestMain(city, candidates);
  const hops = downstreamHops(city, source);
  const distance = (slot: number): number => Math.hypot(x[slot] - x[source], y[slot] - y[source]);
  const lost = new Map<number, number>();
  const flooded = new Map<number, number>();
  for (const slot of city.points) {
    const d = distance(slot);
    if (role(slot) === "pressure") {
      const along = hops.get(slot);
      const share = Math.max(Math.exp(-d / FELT_M), along === undefined ? 0 : Math.exp(-along / 15));
      if (share > 0.05) lost.set(slot, share);
    } else if (role(slot) === "pond" || role(slot) === "drain") {
      const share = Math.exp(-d / 450);
      if (share > 0.05) flooded.set(slot, share);
    }
  }
  return {
    ...nothing,
    name: "burst-main",
    at: nodes.columns.code[source],
    shape(slot, calm, span, time) {
      const drop = lost.get(slot);
      if (drop !== undefined) return calm * (1 - 0.85 * drop * swell(time, start, 1.5 * MINUTE));
      const rise = flooded.get(slot);
      return rise === undefined ? calm : calm + span * 0.7 * rise * swell(time, start + 2 * MINUTE, 7 * MINUTE);
    },
  };
}

function blackout(city: MockCity, role: (slot: number) => Role, start: number, at: number | undefined): Incident {
  const { nodes, district } = city;
  const dark = at === undefined ? busiestDistrict(city) : district[at];
  if (dark < 0) throw new Error("blackout: the place lies in no district → choose a district or something in one");
  const isDark = (slot: number, time: number): boolean =>
    district[slot] === dark && time > start && time < start + LASTS_MS;
  return {
    ...nothing,
    name: "blackout",
    at: nodes.columns.code[dark],
    shape(slot, calm, _span, time) {
      const fails = role(slot) === "lamp" || role(slot) === "transformer" || role(slot) === "pump";
      return fails && isDark(slot, time) ? 0 : calm;
    },
    // One device in three has no battery: by slot, so that the same ones fall silent every time.
    silent: (slot, time) => isDark(slot, time) && role(slot) !== "other" && slot % 3 === 0,
    deadDistrict: (time) => (time > start + MINUTE / 2 && time < start + LASTS_MS ? dark : -1),
  };
}

/** Hops from a node to all below it in its network. */
function downstreamHops({ nodes }: MockCity, source: number): Map<number, number> {
  const hops = new Map<number, number>();
  let hop = 0;
  for (let at = nodes.columns.downstream[source]; at >= 0 && !hops.has(at); at = nodes.columns.downstream[at])
    hops.set(at, ++hop);
  return hops;
}

/** How far a burst is felt, m: at this distance a third of the drop is left. An assumption. */
const FELT_M = 900;

/** The pressure point with the most others within reach, where a burst is felt most. */
function busiestMain({ x, y }: MockCity, candidates: readonly number[]): number {
  let best = candidates[0];
  let most = -1;
  for (const slot of candidates) {
    let near = 0;
    for (const other of candidates)
      if (Math.abs(x[other] - x[slot]) < FELT_M && Math.abs(y[other] - y[slot]) < FELT_M) near++;
    if (near > most) [best, most] = [slot, near];
  }
  return best;
}

function busiestDistrict({ nodes, district, points }: MockCity): number {
  const count = new Map<number, number>();
  for (const slot of points) count.set(district[slot], (count.get(district[slot]) ?? 0) + 1);
  let best = -1;
  for (const [slot, n] of count)
    if (slot >= 0 && nodes.columns.level[slot] === LEVEL.district && n > (count.get(best) ?? 0)) best = slot;
  return best;
}
