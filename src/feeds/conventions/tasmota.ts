// Tasmota: tele/DEVICE/SENSOR and STATE as JSON with a local time, LWT says whether the device is there.

import { jsonOf, textOf } from "../decodeError.ts";
import { atPath, availabilityOf, codesFor, Devices, type MakeDecoder, remember } from "../decoder.ts";
import { readJsonValues, splitPath, type ValuePath } from "../json.ts";

/** Last levels of a device's topics. */
const MESSAGES = new Set(["SENSOR", "STATE", "LWT"]);
/** Fields by which a message says the unit of all its values of one sort. */
const UNIT_FIELDS = [
  [/temp|dewpoint/i, "TempUnit"],
  [/pressure/i, "PressureUnit"],
  [/speed/i, "SpeedUnit"],
] as const;
const TEMPERATURES: Readonly<Record<string, string>> = { C: "Cel", F: "[degF]" };

export const tasmota: MakeDecoder = (feed, timeZone, events) => {
  const base = feed.topic.replace(/\/\{device\}(\/.*)?$/, "");
  const devices = new Devices(events);
  const paths: ValuePath[] = feed.readings.map(({ value, time, scale, offset }) => ({
    value: splitPath(value),
    time: splitPath(time ?? "Time"),
    scale,
    offset,
  }));
  const codesOf = remember((device: string) => codesFor(feed, { device }));
  const partsOf = (topic: string): [string, string] => {
    const rest = topic.slice(base.length + 1);
    const at = rest.lastIndexOf("/");
    return [rest.slice(0, at), rest.slice(at + 1)];
  };
  return {
    feed,
    subscription: `${base}/#`,
    owns: (topic) => topic.startsWith(`${base}/`) && topic.slice(base.length + 1).includes("/"),
    decode(topic, payload) {
      const [device, message] = partsOf(topic);
      if (!MESSAGES.has(message)) return 0;
      if (message === "LWT") {
        const there = availabilityOf(textOf(payload));
        if (there !== undefined) devices.available(device, there);
        return 0;
      }
      const root = jsonOf(payload);
      // SENSOR and STATE carry different values; a message without any of the feed's is not wrong.
      if (!paths.some(({ value }) => atPath(root, value) !== undefined)) return 0;
      const codes = codesOf(device);
      return readJsonValues(payload, paths, timeZone, (index, value, time, flags) => {
        const code = codes[index];
        if (code === undefined) return;
        devices.heard(device, code);
        const name = paths[index].value.at(-1) ?? "";
        const field = UNIT_FIELDS.find(([pattern]) => pattern.test(name))?.[1];
        const told = field && atPath(root, [field]);
        const unit = typeof told === "string" ? (TEMPERATURES[told] ?? told) : feed.readings[index].unit;
        events.reading(code, value, time, flags, false, unit);
      });
    },
  };
};
