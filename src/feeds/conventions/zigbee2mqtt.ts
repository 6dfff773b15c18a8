// Zigbee2MQTT: a topic a device, its state as JSON; a device is there when it and the bridge say so.

import { textOf } from "../decodeError.ts";
import { availabilityOf, codesFor, Devices, type MakeDecoder, remember } from "../decoder.ts";
import { readJsonValues, splitPath, type ValuePath } from "../json.ts";

export const zigbee2mqtt: MakeDecoder = (feed, timeZone, events) => {
  // zigbee2mqtt/{name}: everything before the name is the base; names may hold slashes.
  const base = feed.topic.replace(/\/(\{name\}|#)$/, "");
  const devices = new Devices(events);
  const paths: ValuePath[] = feed.readings.map(({ value, time, scale, offset }) => ({
    value: splitPath(value),
    time: splitPath(time ?? "last_seen"),
    scale,
    offset,
  }));
  const codesOf = remember((name: string) => codesFor(feed, { name }));
  return {
    feed,
    subscription: `${base}/#`,
    owns: (topic) => topic.startsWith(`${base}/`),
    decode(topic, payload) {
      const rest = topic.slice(base.length + 1);
      if (rest === "bridge/state") {
        const there = availabilityOf(textOf(payload));
        if (there !== undefined) devices.bridged(there);
        return 0;
      }
      if (rest.startsWith("bridge/")) return 0;
      if (rest.endsWith("/availability")) {
        const there = availabilityOf(textOf(payload));
        if (there !== undefined) devices.available(rest.slice(0, -"/availability".length), there);
        return 0;
      }
      // Commands and single attributes have a topic below the device's.
      if (/\/(set|get)(\/|$)/.test(rest)) return 0;
      const codes = codesOf(rest);
      return readJsonValues(payload, paths, timeZone, (index, value, time, flags) => {
        const code = codes[index];
        if (code === undefined) return;
        devices.heard(rest, code);
        events.reading(code, value, time, flags, false, feed.readings[index].unit);
      });
    },
  };
};
