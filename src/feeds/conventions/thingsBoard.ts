// ThingsBoard's gateway API: many devices in one message, each with values at times; connect and disconnect say who is there.

import { DecodeError, jsonOf } from "../decodeError.ts";
import { atPath, codesFor, Devices, type MakeDecoder, numeric, remember } from "../decoder.ts";
import { splitPath } from "../json.ts";
import { readSourceTime } from "../sourceTime.ts";

interface Row {
  ts?: unknown;
  values?: unknown;
}

export const thingsBoard: MakeDecoder = (feed, timeZone, events) => {
  const base = feed.topic.replace(/\/(telemetry|#)$/, "");
  const devices = new Devices(events);
  const paths = feed.readings.map(({ value }) => splitPath(value));
  const codesOf = remember((device: string) => codesFor(feed, { device }));
  const tell = (device: string, values: unknown, time: number): number => {
    let told = 0;
    codesOf(device).forEach((code, i) => {
      if (code === undefined) return;
      const raw = atPath(values, paths[i]);
      const value = raw === null ? Number.NaN : numeric(raw);
      if (value === undefined) return;
      const { scale, offset, unit } = feed.readings[i];
      devices.heard(device, code);
      events.reading(code, value * scale + offset, time, 0, false, unit);
      told++;
    });
    return told;
  };
  return {
    feed,
    subscription: `${base}/#`,
    owns: (topic) => topic.startsWith(`${base}/`),
    decode(topic, payload) {
      const what = topic.slice(base.length + 1);
      if (what !== "telemetry" && what !== "connect" && what !== "disconnect") return 0;
      const root = jsonOf(payload);
      if (typeof root !== "object" || root === null || Array.isArray(root))
        throw new DecodeError("expected an object of devices");
      if (what !== "telemetry") {
        const { device } = root as { device?: unknown };
        if (typeof device !== "string") throw new DecodeError(`${what} names no device`);
        devices.available(device, what === "connect");
        return 0;
      }
      let told = 0;
      for (const [device, rows] of Object.entries(root)) {
        if (!Array.isArray(rows)) throw new DecodeError(`"${device.slice(0, 40)}" has no list of rows`);
        for (const row of rows as (Row | null)[]) {
          if (typeof row !== "object" || row === null) continue;
          const timed = typeof row.values === "object" && row.values !== null;
          const time = timed && row.ts !== undefined ? readSourceTime(row.ts, timeZone) : Number.NaN;
          told += tell(device, timed ? row.values : row, time);
        }
      }
      return told;
    },
  };
};
