// simulation.json: how each kind of point behaves. What it leaves out follows from the kind's own range and limits.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Kind, Scene } from "../src/twin/scene/schema.ts";
import { severityOf } from "../src/twin/severity.ts";
import { roleOf } from "./mockCity.ts";
import { HOURS_OF_WEEK, type ShapesFile } from "./shapes.ts";

const behaviour = z.looseObject({
  feed: z.string().optional(),
  base: z.number().optional(),
  shape: z.string().optional(),
  daily: z.array(z.number()).length(24).optional(),
  amplitude: z.number().optional(),
  noise: z.number().nonnegative().optional(),
  weather: z.record(z.string(), z.number()).optional(),
  faults: z
    .object({
      stuck: z.number().min(0).max(1).default(0),
      drift: z.number().min(0).max(1).default(0),
      spike: z.number().min(0).max(1).default(0),
      dropout: z.number().min(0).max(1).default(0),
    })
    .optional(),
  /** Share of time in each state of a discrete kind. */
  states: z.record(z.string().regex(/^-?\d+$/), z.number().min(0).max(1)).optional(),
});
const file = z.looseObject({ kinds: z.record(z.string(), behaviour) });

/** Shares of sensors that at any time are stuck, drifting, spiking or silent. */
export interface FaultRates {
  stuck: number;
  drift: number;
  spike: number;
  dropout: number;
}
/** Where simulation.json says nothing: our assumption. */
const FAULT_RATES: FaultRates = { stuck: 0.002, drift: 0.001, spike: 0.001, dropout: 0.004 };
/** Share of time a discrete sensor spends outside its calm state where simulation.json says nothing: our assumption. */
const UNREST = 0.012;

/** How a kind's points move, complete. Values in the kind's unit. */
export interface Behaviour {
  /** Id of the feed it travels by, undefined for the first that fits. */
  feed: string | undefined;
  base: number;
  hours: readonly number[];
  amplitude: number;
  noise: number;
  /** Change per unit of weather: rain per mm/h, wind per m/s above calm, temperature per °C of anomaly, heat per °C above 26. */
  weather: Readonly<Record<string, number>>;
  low: number;
  high: number;
  decimals: number;
  faults: FaultRates;
  /** Values just beyond each limit, mildest first: where an asset in trouble stands. */
  troubled: readonly number[];
  /** Discrete kinds: [state, share of time], the calm one first; empty for measured values. */
  states: readonly (readonly [number, number])[];
}

/** @throws Error that names the file, the place and the mend */
export function readBehaviours(
  scene: Scene,
  sourceDir: string | undefined,
  shapes: ShapesFile,
): (Behaviour | undefined)[] {
  const path = sourceDir ? join(sourceDir, "simulation.json") : "";
  let told: z.infer<typeof file> = { kinds: {} };
  if (path && existsSync(path)) {
    let json: unknown;
    try {
      json = JSON.parse(readFileSync(path, "utf8"));
    } catch (error) {
      throw new Error(`${path}: ${(error as Error).message} → correct the JSON`);
    }
    const parsed = file.safeParse(json);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new Error(`${path}: ${issue.path.join(".")}: ${issue.message} → correct the value`);
    }
    told = parsed.data;
  }
  return scene.kinds.map((kind) =>
    kind.level === "point" ? behaviourOf(kind, told.kinds[kind.id] ?? {}, shapes, path) : undefined,
  );
}

function behaviourOf(kind: Kind, told: z.infer<typeof behaviour>, shapes: ShapesFile, path: string): Behaviour {
  const [low, high] = kind.range;
  const span = high - low;
  const states = Object.keys(kind.states ?? {}).map(Number);
  const shape = told.shape ?? "flat";
  if (!told.daily && !Object.hasOwn(shapes.shapes, shape))
    throw new Error(
      `${path}: kinds.${kind.id}.shape "${shape}" is unknown → use one of ${Object.keys(shapes.shapes).join(", ")}`,
    );
  const day = told.daily;
  // Gauges and ponds rest at the bottom of their range: without rain there is nothing.
  const dry = ["rain", "pond"].includes(roleOf(kind.id));
  return {
    feed: told.feed,
    base: told.base ?? (states.length > 0 ? calmState(kind, states) : dry ? low : calmValue(kind)),
    hours: day ? Array.from({ length: HOURS_OF_WEEK }, (_, i) => day[i % 24]) : shapes.shapes[shape].hours,
    amplitude: told.amplitude ?? 0,
    noise: told.noise ?? (states.length > 0 || dry ? 0 : span * 0.01),
    weather: told.weather ?? {},
    low,
    high,
    decimals: Math.min(kind.decimals + 1, 6),
    faults: told.faults ?? FAULT_RATES,
    troubled: states.length > 0 || dry ? [] : beyondLimits(kind),
    states: sharesOf(states, told.states, told.base ?? calmState(kind, states)),
  };
}

/** Middle of the widest stretch of the range that is not in alarm. */
function calmValue(kind: Kind): number {
  const [low, high] = kind.range;
  let best: [number, number] = [low, low];
  let start: number | undefined;
  for (let i = 0; i <= 200; i++) {
    const value = low + ((high - low) * i) / 200;
    const calm = severityOf(value, kind.limits) === 1;
    if (calm) start ??= value;
    if (calm && start !== undefined && value - start > best[1] - best[0]) best = [start, value];
    if (!calm) start = undefined;
  }
  return best[1] > best[0] ? (best[0] + best[1]) / 2 : (low + high) / 2;
}

function beyondLimits(kind: Kind): number[] {
  const margin = Math.max((kind.limits?.deadband ?? 0) * 1.5, (kind.range[1] - kind.range[0]) * 0.01);
  const beyond = (steps: readonly (number | null)[] | undefined, sign: number): number[] =>
    (steps ?? []).filter((step): step is number => step !== null).map((step) => step + sign * margin);
  const high = beyond(kind.limits?.high, 1);
  return high.length > 0 ? high : beyond(kind.limits?.low, -1);
}

/** The calm state takes what the others leave. */
function sharesOf(
  states: readonly number[],
  told: Readonly<Record<string, number>> | undefined,
  calm: number,
): [number, number][] {
  if (states.length === 0) return [];
  const others = states.filter((state) => state !== calm);
  const shares = others.map((state): [number, number] => [state, told ? (told[state] ?? 0) : UNREST / others.length]);
  return [[calm, 1 - shares.reduce((sum, [, share]) => sum + share, 0)], ...shares];
}

const calmState = (kind: Kind, states: number[]): number =>
  states.find((state) => severityOf(state, kind.limits) === 1) ?? states[0];
