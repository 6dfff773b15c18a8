// ThingsBoard's gateway API: many devices in one message, each with values at times; connect and disconnect say who is there.

import { FLAG } from "../../twin/flags.ts";
import { DecodeError, jsonOf } from "../decodeError.ts";
import { codeFor, type MakeDecoder, remember, rememberPairs } from "../decoder.ts";
import { Devices } from "../devices.ts";
import { atPath, isObject, numeric, splitPath } from "../json.ts";
import { readSourceTime } from "../sourceTime.ts";

export const thingsBoard: MakeDecoder = (feed, timeZone, events) => {
  const base = feed.topic.replace(/\/(telemetry|#)$/, "");
  const devices = new Devices(events);
  const paths = feed.readings.map(({ value }) => splitPath(value));
  const codesOf = remember((device: string) =>
    feed.readings.map(({ value }, i) => codeFor(feed, i, { device, key: value })),
  );
  // A reading without a path takes every key that is a number.
  const everyOf = rememberPairs((device, key) => feed.readings.map((_, i) => codeFor(feed, i, { device, key })));
  const tellOne = (i: number, device: string, code: string | undefined, raw: unknown, time: number): number => {
    const value = raw === null ? Number.NaN : numeric(raw);
    if (code === undefined || value === undefined) return 0;
    const { scale, offset, unit } = feed.readings[i];
    const flags = (raw === null ? FLAG.bad : 0) | devices.heard(device, code);
    events.reading(code, value * scale + offset, time, flags, false, unit);
    return 1;
  };
  const tell = (device: string, values: Record<string, unknown>, time: number): number => {
    const codes = codesOf(device);
    let told = 0;
    for (let i = 0; i < paths.length; i++) {
      if (paths[i].length > 0) told += tellOne(i, device, codes[i], atPath(values, paths[i]), time);
      else {
        const every = everyOf(device);
        for (const [key, raw] of Object.entries(values)) told += tellOne(i, device, every(key)[i], raw, time);
      }
    }
    return told;
  };
  /** A row is {ts, values}, or values alone. */
  const tellRow = (device: string, row: unknown): number => {
    if (!isObject(row)) return 0;
    if (!isObject(row.values)) return tell(device, row, Number.NaN);
    return tell(device, row.values, row.ts === undefined ? Number.NaN : readSourceTime(row.ts, timeZone));
  };
  return {
    feed,
    subscription: `${base}/#`,
    owns: (topic) => topic.startsWith(`${base}/`),
    decode(topic, payload) {
      const what = topic.slice(base.length + 1);
      if (what !== "telemetry" && what !== "connect" && what !== "disconnect") return 0;
      const root = jsonOf(payload);
      if (!isObject(root)) throw new DecodeError("expected an object of devices");
      if (what !== "telemetry") {
        if (typeof root.device !== "string") throw new DecodeError(`${what} names no device`);
        devices.available(root.device, what === "connect");
        return 0;
      }
      let told = 0;
      for (const [device, rows] of Object.entries(root)) {
        if (!Array.isArray(rows) && !isObject(rows))
          throw new DecodeError(`"${device.slice(0, 40)}" has neither rows nor values`);
        // Who speaks is there, whether it said so or not.
        devices.available(device, true);
        for (const row of Array.isArray(rows) ? rows : [rows]) told += tellRow(device, row);
      }
      return told;
    },
  };
};
