// Plain payloads: a bare number, or JSON with dot paths to the value and its time.

import { FLAG } from "../twin/flags.ts";
import { DecodeError, jsonOf } from "./decodeError.ts";
import { readSourceTime } from "./sourceTime.ts";

/** Where one value is in a payload. */
export interface ValuePath {
  /** Keys from the root; empty for a bare value. */
  value: readonly string[];
  time?: readonly string[];
  scale: number;
  offset: number;
}

/** Called per value found: index of its path, value in the kind's unit, source time (ms, NaN when not told), bits of FLAG. */
export type ValueSink = (index: number, value: number, sourceTime: number, flags: number) => void;

/** "a.b.0" → ["a", "b", "0"]; "" → []. */
export const splitPath = (path: string): string[] => (path === "" ? [] : path.split("."));

/**
 * Finds each path's value in a payload. A path that is absent is passed over; null is a bad value.
 * @returns how many paths were there
 * @throws DecodeError when the payload cannot be read or holds none of the paths
 */
export function readJsonValues(
  payload: Uint8Array,
  paths: readonly ValuePath[],
  timeZone: string,
  sink: ValueSink,
): number {
  const root = jsonOf(payload);
  let found = 0;
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i];
    const raw = at(root, path.value);
    if (raw === undefined) continue;
    const rawTime = path.time ? at(root, path.time) : undefined;
    const time = rawTime == null ? Number.NaN : readSourceTime(rawTime, timeZone);
    if (raw === null) sink(i, Number.NaN, time, FLAG.bad);
    else sink(i, numberOf(raw, path.value) * path.scale + path.offset, time, 0);
    found++;
  }
  if (found === 0) throw new DecodeError(`none of the paths ${paths.map((p) => `"${p.value.join(".")}"`).join(", ")}`);
  return found;
}

function at(root: unknown, path: readonly string[]): unknown {
  let here = root;
  for (const key of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}

function numberOf(raw: unknown, path: readonly string[]): number {
  if (typeof raw === "number") return raw;
  if (typeof raw === "boolean") return raw ? 1 : 0;
  if (typeof raw === "string" && raw.trim() !== "" && Number.isFinite(Number(raw))) return Number(raw);
  const shown = JSON.stringify(raw)?.slice(0, 40);
  throw new DecodeError(`"${path.join(".")}" is ${shown}, expected a number`);
}
