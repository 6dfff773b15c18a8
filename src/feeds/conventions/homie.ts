// Homie 5: a topic a property, its value as text; $state says whether the device is there, $description its units.

import { DecodeError, jsonOf, textOf } from "../decodeError.ts";
import { codesFor, Devices, type MakeDecoder, numeric, remember } from "../decoder.ts";
import { TopicTemplate } from "../topicTemplate.ts";

interface Description {
  nodes?: Record<string, { properties?: Record<string, { unit?: unknown; datatype?: unknown }> }>;
}

export const homie5: MakeDecoder = (feed, _timeZone, events) => {
  const root = feed.topic.replace(/\/?(\{device\}.*|#)$/, "");
  const template = new TopicTemplate(`${root}/#`);
  const devices = new Devices(events);
  const units = new Map<string, string>();
  const codesOf = remember((key: string) => {
    const [device, node, property] = key.split("/");
    return codesFor(feed, { device, node, property });
  });
  return {
    feed,
    subscription: template.subscription,
    owns: (topic) => topic.startsWith(`${root}/`),
    decode(topic, payload) {
      const [device, node, property, ...more] = topic.slice(root.length + 1).split("/");
      if (node === "$state") {
        const state = textOf(payload).trim();
        // sleeping devices are well; init and alert speak; lost is the will.
        devices.available(device, !["lost", "disconnected", ""].includes(state));
        return 0;
      }
      if (node === "$description") {
        const { nodes } = (jsonOf(payload) ?? {}) as Description;
        for (const [nodeId, { properties }] of Object.entries(nodes ?? {}))
          for (const [id, { unit }] of Object.entries(properties ?? {}))
            if (typeof unit === "string" && units.size < 100_000) units.set(`${device}/${nodeId}/${id}`, unit);
        return 0;
      }
      // Attributes, targets and commands are not measured.
      if (!node || !property || property.startsWith("$") || node.startsWith("$") || more.length > 0) return 0;
      const text = textOf(payload).trim();
      const value = text === "true" ? 1 : text === "false" ? 0 : numeric(text);
      if (value === undefined) {
        if (text === "") return 0;
        throw new DecodeError(`"${text.slice(0, 40)}" is no number`);
      }
      const key = `${device}/${node}/${property}`;
      let told = 0;
      codesOf(key).forEach((code, i) => {
        if (code === undefined) return;
        const { scale, offset, unit } = feed.readings[i];
        devices.heard(device, code);
        events.reading(code, value * scale + offset, Number.NaN, 0, false, units.get(key) ?? unit);
        told++;
      });
      return told;
    },
  };
};
