// Faults of a feed that would lose every reading without a word: templates that are none, captures that nothing fills.

import type { SceneFault } from "./faults.ts";
import type { Feed } from "./schema.ts";

/** Captures each convention fills by itself, besides those of the feed's own templates (docs/feeds.md). */
const GIVEN: Readonly<Record<Feed["convention"], readonly string[]>> = {
  json: [],
  senml: ["name"],
  sparkplugB: ["group", "edge", "device", "metric", "name"],
  sensorThings: ["datastream"],
  ngsi: ["id", "type", "name", "attribute"],
  homie5: ["device", "node", "property"],
  zigbee2mqtt: ["name"],
  tasmota: ["device"],
  thingsBoard: ["device", "key"],
  hfp: [],
  cap: [],
};
/** Conventions that bring no readings of nodes. */
const WITHOUT_READINGS: readonly Feed["convention"][] = ["hfp", "cap"];
/** Conventions whose values have a name that `namePattern` is for. */
const WITH_NAMES: readonly Feed["convention"][] = ["senml", "sparkplugB"];
/** Conventions whose readings must say which value is theirs, and the capture that may stand for all of them. */
const WITH_PATHS: Partial<Record<Feed["convention"], string | null>> = {
  ngsi: "attribute",
  thingsBoard: "key",
  zigbee2mqtt: null,
  tasmota: null,
};
/** Conventions whose topics end in a way of their own, and how the template must end. */
const ENDINGS: Partial<Record<Feed["convention"], readonly [RegExp, string]>> = {
  homie5: [/^[^{}#]+\/(\{device\}(\/(#|[^/#]+\/[^/#]+))?|#)$/, "homie/5/#"],
  zigbee2mqtt: [/^[^{}#]+\/(\{name\}|#)$/, "zigbee2mqtt/{name}"],
  tasmota: [/^[^{}#]+\/\{device\}(\/(#|SENSOR|STATE))?$/, "tele/{device}/#"],
  thingsBoard: [/^[^{}#]+\/(telemetry|#)$/, "v1/gateway/telemetry"],
};
const CAPTURE = /\{([A-Za-z][A-Za-z0-9]*)\}/g;

const capturesOf = (template: string): string[] => [...template.matchAll(CAPTURE)].map((hit) => hit[1]);

/** @param at path of the feed, such as feeds[0] */
export function feedFaults(feed: Feed, at: string): SceneFault[] {
  const faults: SceneFault[] = [
    ...templateFaults(feed.topic, `${at}.topic`),
    ...(feed.namePattern === undefined ? [] : templateFaults(feed.namePattern, `${at}.namePattern`)),
  ];
  if (/[#+]/.test(feed.topic.replace(/(^|\/)#$/, "")))
    faults.push({
      path: `${at}.topic`,
      reason: `"${feed.topic}" has a wildcard that cannot stand there`,
      mend: "write {captures} instead of +, and # only as the last level",
    });
  if (feed.convention === "sparkplugB" && !feed.topic.startsWith("spBv1.0/"))
    faults.push({
      path: `${at}.topic`,
      reason: `"${feed.topic}" is no Sparkplug topic`,
      mend: "start it with spBv1.0/, such as spBv1.0/GROUP/#",
    });
  const ending = ENDINGS[feed.convention];
  if (ending && !ending[0].test(feed.topic))
    faults.push({
      path: `${at}.topic`,
      reason: `"${feed.topic}" is no topic of ${feed.convention}`,
      mend: `write it like ${ending[1]}`,
    });
  const without = WITHOUT_READINGS.includes(feed.convention);
  if (without !== (feed.readings.length === 0))
    faults.push({
      path: `${at}.readings`,
      reason: without ? `${feed.convention} brings no readings of nodes` : "no reading: nothing would be taken",
      mend: without ? "remove them" : 'give at least one, such as { "node": "{code}" }',
    });
  const named = WITH_NAMES.includes(feed.convention);
  if (!named && feed.namePattern !== undefined)
    faults.push({
      path: `${at}.namePattern`,
      reason: `${feed.convention} has no record names`,
      mend: "remove it, or capture from the topic",
    });
  const filled = new Set([
    ...GIVEN[feed.convention],
    ...(feed.convention === "sparkplugB" ? [] : capturesOf(feed.topic)),
    ...(named ? capturesOf(feed.namePattern ?? "") : []),
  ]);
  feed.readings.forEach((reading, i) => {
    const path = `${at}.readings[${i}].node`;
    faults.push(...templateFaults(reading.node, path));
    const every = WITH_PATHS[feed.convention];
    if (every !== undefined && reading.value === "" && (every === null || !capturesOf(reading.node).includes(every)))
      faults.push({
        path: `${at}.readings[${i}].value`,
        reason: `${feed.convention} brings many values, and this reading names none`,
        mend: `name it, such as "temperature"${every === null ? "" : `, or take each with {${every}} in node`}`,
      });
    for (const capture of capturesOf(reading.node))
      if (!filled.has(capture))
        faults.push({
          path,
          reason: `nothing fills {${capture}}`,
          mend:
            filled.size > 0 ? `use ${[...filled].map((name) => `{${name}}`).join(", ")}` : "capture it in the topic",
        });
  });
  return faults;
}

function templateFaults(template: string, path: string): SceneFault[] {
  const faults: SceneFault[] = [];
  const captures = capturesOf(template);
  const twice = captures.find((name, i) => captures.indexOf(name) !== i);
  if (twice !== undefined && !path.endsWith(".node"))
    faults.push({ path, reason: `{${twice}} stands twice`, mend: "give each capture its own name" });
  if (/[{}]/.test(template.replace(CAPTURE, "")))
    faults.push({
      path,
      reason: `"${template}" has a brace that is no {capture}`,
      mend: "write letters and digits between braces, such as {code}",
    });
  return faults;
}
