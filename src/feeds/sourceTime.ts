// Source times as devices write them: epoch seconds or milliseconds, ISO 8601 with a zone, or local time without one.

import { DecodeError, shown } from "./decodeError.ts";

/** Numbers below this are seconds, from it on milliseconds (10^11 s is the year 5138, 10^11 ms is 1973). */
const SECONDS_BELOW = 1e11;
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?$/;

/**
 * Time of a payload field in ms since 1970.
 * @param timeZone IANA name of the zone that times without one are in
 * @throws DecodeError when it is neither a number nor such a text
 */
export function readSourceTime(raw: unknown, timeZone: string): number {
  if (typeof raw === "number" && Number.isFinite(raw) && raw > 0) return raw < SECONDS_BELOW ? raw * 1000 : raw;
  if (typeof raw === "string") {
    const text = raw.trim();
    const hit = ISO.exec(text);
    if (hit) {
      const [, day, clock, zone] = hit;
      const utc = Date.parse(`${day}T${clock}Z`);
      if (!Number.isNaN(utc)) return zone ? utc - offsetOf(zone) : utc - zoneOffset(utc, timeZone);
    } else if (/^\d+(\.\d+)?$/.test(text)) return readSourceTime(Number(text), timeZone);
  }
  throw new DecodeError(`time ${shown(raw)} is neither ISO 8601 nor epoch seconds or ms`);
}

function offsetOf(zone: string): number {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone[0] === "-" ? -minutes : minutes) * 60_000;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** Offset of a zone from UTC at a local time given as if it were UTC, ms. Remembered by hour. */
function zoneOffset(localAsUtc: number, timeZone: string): number {
  const key = `${timeZone} ${Math.floor(localAsUtc / 3_600_000)}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    const guess = offsetAt(localAsUtc, timeZone);
    offset = offsetAt(localAsUtc - guess, timeZone);
    if (offsets.size > 1000) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

function offsetAt(utc: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(utc)) part[type] = Number(value);
  const local = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return local - Math.floor(utc / 1000) * 1000;
}
