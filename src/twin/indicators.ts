// The scene's indicators for one place, from the live state: value, how many points stand behind it, their age and liveness.

import { aqi } from "./airQuality.ts";
import { FLAG, type Liveness, livenessOf } from "./flags.ts";
import { LEVEL } from "./level.ts";
import type { NodeTable } from "./nodeTable.ts";
import type { Indicator, Scene } from "./scene/schema.ts";
import { SEVERITY, type Severity, severityOf } from "./severity.ts";
import type { StateTable } from "./stateTable.ts";

export interface IndicatorValue {
  id: string;
  /** In the indicator's unit; null when no point has a usable value. */
  value: number | null;
  /** Points behind the value. */
  n: number;
  /** Source time of the oldest and newest of them, ms since 1970; null without any. */
  oldestTime: number | null;
  newestTime: number | null;
  severity: Severity;
  /** Stale only when all points behind it are. */
  liveness: Liveness;
  /** aqi: the primary pollutant above 50. */
  primary?: string | null;
}

/** Which points an indicator looks at: a test by kind index. */
type KindTest = (kind: number) => boolean;

/** What was gathered over the points of a place. */
interface Gathered {
  points: number;
  known: number;
  online: number;
  alarms: number;
  values: number[];
  oldest: number;
  newest: number;
  /** Flags all used points share / any has. */
  allFlags: number;
  anyFlags: number;
}

/**
 * Computes every indicator of the scene for one place. Means and the like use points that are not stale and not bad;
 * when all are stale they use the last values and say so in `liveness`.
 */
export function computeIndicators(
  scene: Pick<Scene, "kinds" | "indicators">,
  nodes: NodeTable,
  state: StateTable,
  placeSlot: number,
): IndicatorValue[] {
  return scene.indicators.map((indicator) => computeIndicator(scene, nodes, state, placeSlot, indicator));
}

function computeIndicator(
  scene: Pick<Scene, "kinds" | "indicators">,
  nodes: NodeTable,
  state: StateTable,
  place: number,
  indicator: Indicator,
): IndicatorValue {
  const { compute } = indicator;
  if (compute.op === "aqi") return airIndicator(scene, nodes, state, place, indicator, compute.kinds);
  const gathered = gather(nodes, state, place, kindTest(scene, compute), usesValues(compute.op));
  return finish(indicator, figureOf(compute, gathered), gathered);
}

const usesValues = (op: Indicator["compute"]["op"]): boolean =>
  op === "mean" || op === "sum" || op === "max" || op === "min" || op === "share";

function kindTest(scene: Pick<Scene, "kinds">, compute: Exclude<Indicator["compute"], { op: "aqi" }>): KindTest {
  const field = "field" in compute ? compute.field : undefined;
  const wanted = scene.kinds.map(
    (kind) => (compute.kind === undefined || kind.id === compute.kind) && (field === undefined || kind.field === field),
  );
  return (kind) => wanted[kind] === true;
}

function figureOf(compute: Exclude<Indicator["compute"], { op: "aqi" }>, gathered: Gathered): number | null {
  const { values, points, known, online, alarms } = gathered;
  switch (compute.op) {
    case "mean":
      return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
    case "sum":
      return values.length ? values.reduce((sum, value) => sum + value, 0) : null;
    case "max":
      return values.length ? values.reduce((a, b) => Math.max(a, b)) : null;
    case "min":
      return values.length ? values.reduce((a, b) => Math.min(a, b)) : null;
    case "share": {
      const { atLeast = -Infinity, atMost = Infinity } = compute.where;
      const hits = values.filter((value) => value >= atLeast && value <= atMost).length;
      return values.length ? (100 * hits) / values.length : null;
    }
    case "normalShare":
      return known ? (100 * (known - alarms)) / known : null;
    case "onlineShare":
      return points ? (100 * online) / points : null;
    case "alarmCount":
      return points ? alarms : null;
    case "count":
      return points;
  }
}

function airIndicator(
  scene: Pick<Scene, "kinds" | "indicators">,
  nodes: NodeTable,
  state: StateTable,
  place: number,
  indicator: Indicator,
  kinds: Readonly<Record<string, string>>,
): IndicatorValue {
  const concentrations: Record<string, number> = {};
  const all = empty();
  for (const [pollutant, kindId] of Object.entries(kinds)) {
    const index = scene.kinds.findIndex((kind) => kind.id === kindId);
    const one = gather(nodes, state, place, (kind) => kind === index, true);
    if (one.values.length === 0) continue;
    concentrations[pollutant] = one.values.reduce((sum, value) => sum + value, 0) / one.values.length;
    all.values.push(...one.values);
    all.oldest = Math.min(all.oldest, one.oldest);
    all.newest = Math.max(all.newest, one.newest);
    all.allFlags &= one.allFlags;
    all.anyFlags |= one.anyFlags;
  }
  const index = aqi(concentrations, all.newest);
  return { ...finish(indicator, index?.value ?? null, all), primary: index?.primary ?? null };
}

function gather(nodes: NodeTable, state: StateTable, place: number, wanted: KindTest, forValues: boolean): Gathered {
  const fresh = empty();
  const stale = empty();
  const { level, kind, assetStart, assetEnd } = nodes.columns;
  for (let slot = assetStart[place]; slot < assetEnd[place]; slot++) {
    if (level[slot] !== LEVEL.point || !wanted(kind[slot])) continue;
    fresh.points++;
    if (!state.hasState(slot)) continue;
    const flags = state.flags[slot];
    const isStale = (flags & FLAG.stale) !== 0;
    if (!isStale) fresh.online++;
    const severity = state.severity[slot];
    if (severity > SEVERITY.none) fresh.known++;
    if (severity >= SEVERITY.iv) fresh.alarms++;
    const value = state.value[slot];
    if (forValues && (flags & FLAG.bad || !Number.isFinite(value))) continue;
    const into = isStale ? stale : fresh;
    into.values.push(value);
    const time = state.sourceTime[slot];
    if (time < into.oldest) into.oldest = time;
    if (time > into.newest) into.newest = time;
    into.allFlags &= flags;
    into.anyFlags |= flags;
  }
  if (fresh.values.length > 0 || stale.values.length === 0) return fresh;
  return { ...stale, points: fresh.points, known: fresh.known, online: fresh.online, alarms: fresh.alarms };
}

const empty = (): Gathered => ({
  points: 0,
  known: 0,
  online: 0,
  alarms: 0,
  values: [],
  oldest: Infinity,
  newest: -Infinity,
  allFlags: 0xff,
  anyFlags: 0,
});

function finish(indicator: Indicator, value: number | null, gathered: Gathered): IndicatorValue {
  const n =
    usesValues(indicator.compute.op) || indicator.compute.op === "aqi" ? gathered.values.length : gathered.points;
  const behind = gathered.values.length > 0;
  const stale = behind ? gathered.allFlags & FLAG.stale : 0;
  return {
    id: indicator.id,
    value,
    n,
    oldestTime: behind ? gathered.oldest : null,
    newestTime: behind ? gathered.newest : null,
    severity: value === null ? SEVERITY.none : severityOf(value, indicator.limits),
    liveness: livenessOf((gathered.anyFlags & ~FLAG.stale) | stale),
  };
}
