// Homie 5: a topic a property, its value as text; $state says whether the device is there, $description its units and sorts.

import { DecodeError, jsonOf, textOf } from "../decodeError.ts";
import { codeFor, LONGEST_KEY, type MakeDecoder, REMEMBERED, remember } from "../decoder.ts";
import { Devices } from "../devices.ts";
import { isObject, numeric } from "../json.ts";
import { TopicTemplate } from "../topicTemplate.ts";

/** Datatypes whose values are no numbers, as a rule; enums may be. */
const WORDS = new Set(["string", "enum", "color", "datetime", "duration", "json"]);
/** States of a device that is not there; a sleeping one is well (Homie 5, device lifecycle). */
const AWAY = new Set(["lost", "disconnected", ""]);

interface Sort {
  unit: string | undefined;
  words: boolean;
}

const membersOf = (raw: unknown): Record<string, unknown> => (isObject(raw) ? raw : {});

export const homie5: MakeDecoder = (feed, _timeZone, events) => {
  const root = feed.topic.replace(/\/?(\{device\}.*|#)$/, "");
  // homie/5/{device}/air/temperature takes that property alone; states and descriptions are heard all the same.
  const template = new TopicTemplate(feed.topic);
  const devices = new Devices(events);
  const sorts = new Map<string, Sort>();
  const codesOf = remember((topic: string) => {
    const captures = template.match(topic);
    if (!captures) return [];
    const [device, node, property] = topic.slice(root.length + 1).split("/");
    const named = { ...captures, device, node, property };
    return feed.readings.map(({ value }, i) =>
      value === "" || value === property || value === `${node}/${property}` ? codeFor(feed, i, named) : undefined,
    );
  });
  const describe = (device: string, description: Record<string, unknown>): void => {
    // The will of a root device is that of all below it (Homie 5, child devices).
    if (typeof description.root === "string") devices.hang(device, description.root);
    for (const [node, { properties }] of nodesOf(description))
      for (const [id, raw] of Object.entries(membersOf(properties))) {
        const { unit, datatype } = membersOf(raw);
        const topic = `${root}/${device}/${node}/${id}`;
        if (sorts.size >= REMEMBERED) sorts.clear();
        if (topic.length > LONGEST_KEY) continue;
        sorts.set(topic, {
          unit: typeof unit === "string" && unit !== "" ? unit.slice(0, LONGEST_KEY) : undefined,
          words: WORDS.has(String(datatype)),
        });
      }
  };
  return {
    feed,
    subscription: `${root}/#`,
    owns: (topic) => topic.startsWith(`${root}/`),
    decode(topic, payload) {
      const [device, node, property, ...more] = topic.slice(root.length + 1).split("/");
      if (node === "$state") devices.available(device, !AWAY.has(textOf(payload).trim()));
      // An empty description takes the device away; its state says so too.
      else if (node === "$description" && payload.length > 0) describe(device, membersOf(jsonOf(payload)));
      // Attributes, targets and commands are not measured.
      if (!node || !property || property.startsWith("$") || node.startsWith("$") || more.length > 0) return 0;
      const codes = codesOf(topic);
      if (codes.every((code) => code === undefined)) return 0;
      const text = textOf(payload).trim();
      const value = text === "true" ? 1 : text === "false" ? 0 : numeric(text);
      const sort = sorts.get(topic);
      if (value === undefined) {
        if (text === "" || sort?.words) return 0;
        throw new DecodeError(`"${text.slice(0, 40)}" is no number`);
      }
      let told = 0;
      codes.forEach((code, i) => {
        if (code === undefined) return;
        const { scale, offset, unit } = feed.readings[i];
        const flags = devices.heard(device, code);
        events.reading(code, value * scale + offset, Number.NaN, flags, false, sort?.unit ?? unit);
        told++;
      });
      return told;
    },
  };
};

const nodesOf = ({ nodes }: Record<string, unknown>): [string, Record<string, unknown>][] =>
  Object.entries(membersOf(nodes)).map(([id, node]) => [id, membersOf(node)]);
