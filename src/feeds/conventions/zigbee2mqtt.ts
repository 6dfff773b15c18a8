// Zigbee2MQTT: a topic a device, its state as JSON; a device is there when it and the bridge say so.

import { jsonOf } from "../decodeError.ts";
import { type Codes, codesFor, type MakeDecoder, remember } from "../decoder.ts";
import { availabilityOf, Devices } from "../devices.ts";
import { readJsonValues, splitPath, type ValuePath } from "../json.ts";

/** What all devices hang on; no device can have this name. */
const BRIDGE = "";
const AVAILABILITY = "/availability";

export const zigbee2mqtt: MakeDecoder = (feed, timeZone, events) => {
  // zigbee2mqtt/{name}: everything before the name is the base; names may hold slashes.
  const base = feed.topic.replace(/\/(\{name\}|#)$/, "");
  const devices = new Devices(events, BRIDGE);
  const paths: ValuePath[] = feed.readings.map(({ value, time, scale, offset }) => ({
    value: splitPath(value),
    time: splitPath(time ?? "last_seen"),
    scale,
    offset,
  }));
  const codesOf = remember((name: string) => codesFor(feed, { name }));
  let name = "";
  let codes: Codes = [];
  const sink = (index: number, value: number, time: number, flags: number): void => {
    const code = codes[index];
    if (code === undefined) return;
    events.reading(code, value, time, flags | devices.heard(name, code), false, feed.readings[index].unit);
  };
  const hear = (device: string, payload: Uint8Array): void => {
    const there = availabilityOf(payload);
    if (there !== undefined) devices.available(device, there);
  };
  return {
    feed,
    subscription: `${base}/#`,
    owns: (topic) => topic.startsWith(`${base}/`),
    decode(topic, payload) {
      const rest = topic.slice(base.length + 1);
      if (rest === "bridge/state") hear(BRIDGE, payload);
      else if (rest.endsWith(AVAILABILITY)) hear(rest.slice(0, -AVAILABILITY.length), payload);
      // Commands have a topic below the device's; an empty payload takes a kept message back.
      else if (!rest.startsWith("bridge/") && !/\/(set|get)(\/|$)/.test(rest) && payload.length > 0) {
        const root = jsonOf(payload);
        name = rest;
        codes = codesOf(rest);
        // A lamp has no temperature: a device without the feed's values is not wrong.
        return readJsonValues(root, paths, timeZone, sink);
      }
      return 0;
    },
  };
};
