// Tasmota: tele/DEVICE/SENSOR and STATE as JSON with a local time, LWT says whether the device is there.

import { jsonOf } from "../decodeError.ts";
import { type Codes, codesFor, type MakeDecoder, remember } from "../decoder.ts";
import { availabilityOf, Devices } from "../devices.ts";
import { atPath, readJsonValues, splitPath, type ValuePath } from "../json.ts";

/** Fields by which a message says the unit of all its values of one sort. */
const UNIT_FIELDS = [
  [/temp|dewpoint/i, ["TempUnit"]],
  [/pressure/i, ["PressureUnit"]],
  [/speed/i, ["SpeedUnit"]],
] as const;
const TEMPERATURES: Readonly<Record<string, string>> = { C: "Cel", F: "[degF]" };
/** Before its clock is set a device counts from 1970; no device of today was there before 2000. */
const CLOCK_NOT_SET_BEFORE = Date.UTC(2000, 0, 1);

export const tasmota: MakeDecoder = (feed, timeZone, events) => {
  const base = feed.topic.replace(/\/\{device\}(\/.*)?$/, "");
  const devices = new Devices(events);
  const paths: ValuePath[] = feed.readings.map(({ value, time, scale, offset }) => ({
    value: splitPath(value),
    time: splitPath(time ?? "Time"),
    scale,
    offset,
  }));
  const unitFields = paths.map(({ value }) => UNIT_FIELDS.find(([pattern]) => pattern.test(value.at(-1) ?? ""))?.[1]);
  const codesOf = remember((device: string) => codesFor(feed, { device }));
  let device = "";
  let root: unknown;
  let codes: Codes = [];
  const sink = (index: number, value: number, time: number, flags: number): void => {
    const code = codes[index];
    if (code === undefined) return;
    const field = unitFields[index];
    const told = field && atPath(root, field);
    const unit = typeof told === "string" ? (TEMPERATURES[told] ?? told) : feed.readings[index].unit;
    const at = time < CLOCK_NOT_SET_BEFORE ? Number.NaN : time;
    events.reading(code, value, at, flags | devices.heard(device, code), false, unit);
  };
  return {
    feed,
    subscription: `${base}/#`,
    owns: (topic) => topic.startsWith(`${base}/`) && topic.indexOf("/", base.length + 1) > 0,
    decode(topic, payload) {
      const last = topic.lastIndexOf("/");
      const message = topic.slice(last + 1);
      device = topic.slice(base.length + 1, last);
      if (message === "LWT") {
        const there = availabilityOf(payload);
        if (there !== undefined) devices.available(device, there);
      }
      if (message !== "SENSOR" && message !== "STATE") return 0;
      root = jsonOf(payload);
      codes = codesOf(device);
      // SENSOR and STATE carry different values; a message without any of the feed's is not wrong.
      return readJsonValues(root, paths, timeZone, sink);
    },
  };
};
