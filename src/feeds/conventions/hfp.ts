// Vehicle positions as Helsinki publishes them (HFP 1 and 2) and alike: things that move, not nodes.

import { DecodeError, jsonOf } from "../decodeError.ts";
import { type MakeDecoder, templateParts } from "../decoder.ts";
import { readSourceTime } from "../sourceTime.ts";

const numberOf = (raw: unknown, atLeast: number, below: number): number =>
  typeof raw === "number" && raw >= atLeast && raw < below ? raw : Number.NaN;

const MODES = ["bus", "tram", "train", "ferry", "metro", "ubus", "robot"];

export const hfp: MakeDecoder = (feed, timeZone, events) => {
  const { template: _template, ...parts } = templateParts(feed);
  return {
    ...parts,
    decode(topic, payload) {
      const root = jsonOf(payload);
      const [position] =
        typeof root === "object" && root !== null ? (Object.values(root) as Record<string, unknown>[]) : [];
      if (typeof position !== "object" || position === null) throw new DecodeError("no position");
      const { lat, long, hdg, spd, tst, tsi, oper, veh, desi, route } = position;
      // A vehicle that does not know where it is says null.
      if (lat === null || long === null) return 0;
      if (typeof lat !== "number" || typeof long !== "number" || Math.abs(lat) > 90 || Math.abs(long) > 180)
        throw new DecodeError("lat and long are no position");
      if (veh === undefined) throw new DecodeError("veh is missing: whose position is it?");
      const time = tst ?? tsi;
      events.mover({
        id: `${feed.id}/${String(oper ?? "")}/${String(veh)}`,
        kind: topic.split("/").find((level) => MODES.includes(level)) ?? "vehicle",
        line: String(desi ?? route ?? ""),
        lon: long,
        lat,
        headingDegrees: numberOf(hdg, 0, 360.001) % 360,
        speedMetresPerSecond: numberOf(spd, 0, 1000),
        sourceTime: time == null ? Number.NaN : readSourceTime(time, timeZone),
      });
      return 1;
    },
  };
};
