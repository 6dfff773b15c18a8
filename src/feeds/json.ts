// JSON documents with dot paths to values and their times.

import { FLAG } from "../twin/flags.ts";
import { DecodeError, shown } from "./decodeError.ts";
import { readSourceTime } from "./sourceTime.ts";

/** A JSON object, no list and no null. */
export const isObject = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw);

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
 * Finds each path's value in a document. A path that is absent is passed over; null is a bad value.
 * @param root as JSON.parse gives it @param timeZone IANA name, for times without a zone
 * @returns how many paths were there
 * @throws DecodeError when a value is no number or a time no time; values told before it stand
 */
export function readJsonValues(root: unknown, paths: readonly ValuePath[], timeZone: string, sink: ValueSink): number {
  let found = 0;
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i];
    const raw = atPath(root, path.value);
    if (raw === undefined) continue;
    const rawTime = path.time ? atPath(root, path.time) : undefined;
    const time = rawTime == null ? Number.NaN : readSourceTime(rawTime, timeZone);
    if (raw === null) sink(i, Number.NaN, time, FLAG.bad);
    else sink(i, numberOf(raw, path.value) * path.scale + path.offset, time, 0);
    found++;
  }
  return found;
}

/**
 * Value at a dot path, undefined when there is none. Keys may hold dots themselves: the shortest key that leads on wins.
 * @param from first key of the path that counts
 */
export function atPath(root: unknown, path: readonly string[], from = 0): unknown {
  if (from === path.length) return root;
  if (typeof root !== "object" || root === null) return undefined;
  let key = path[from];
  for (let next = from + 1; ; next++) {
    if (Object.hasOwn(root, key)) {
      const found = atPath((root as Record<string, unknown>)[key], path, next);
      if (found !== undefined) return found;
    }
    if (next >= path.length) return undefined;
    key += `.${path[next]}`;
  }
}

/** A number, or a number's text, or true and false as 1 and 0; undefined for anything else. */
export function numeric(raw: unknown): number | undefined {
  if (typeof raw === "number") return raw;
  if (typeof raw === "boolean") return raw ? 1 : 0;
  if (typeof raw === "string" && raw.trim() !== "" && Number.isFinite(Number(raw))) return Number(raw);
  return undefined;
}

function numberOf(raw: unknown, path: readonly string[]): number {
  const value = numeric(raw);
  if (value === undefined) throw new DecodeError(`"${path.join(".")}" is ${shown(raw)}, expected a number`);
  return value;
}
