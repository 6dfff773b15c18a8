// Our alarms as CAP messages, for systems that take warnings; what is simulated or replayed is marked an exercise, never passed off as real.

import { type CapOut, capTime, writeCap, xmlText } from "../../feeds/capXml.ts";
import type { AlarmRow } from "../../twin/alarms/shapes.ts";
import { FLAG } from "../../twin/flags.ts";
import type { Kind, Scene } from "../../twin/scene/schema.ts";
import type { Bilingual } from "../../twin/scene/words.ts";
import type { HubContext } from "../context.ts";
import { nodeName } from "./subjects.ts";

type Context = Pick<HubContext, "scene" | "nodes">;

/** Ⅳ … Ⅰ in CAP's words; severityOfCap (twin/alerts.ts) reads them back. */
const SEVERITIES = ["Unknown", "Unknown", "Minor", "Moderate", "Severe", "Extreme"];
/** CAP categories by the field of a kind [D]. */
const CATEGORIES: Readonly<Record<Kind["field"], string>> = {
  "common-base": "Infra",
  "digital-economy": "Infra",
  "city-industry": "Infra",
  governance: "Infra",
  "public-service": "Safety",
  liveable: "Env",
  resilience: "Safety",
};
/** A point's surroundings, m [D]. */
const AROUND_METRES = 50;

/** One alarm as a message in both languages. @param rule of the scene, undefined for a warning's */
export function capOf({ scene, nodes }: Context, alarm: AlarmRow): CapOut {
  const slot = nodes.slotOf(alarm.node);
  const kind = scene.kinds.find(({ id }) => id === alarm.kind);
  const rule = scene.alarms.rules.find(({ id }) => id === alarm.rule);
  const owner = scene.owners.find(({ id }) => id === alarm.unit);
  const name: Bilingual = alarm.title ?? rule?.name ?? kind?.name ?? { zh: alarm.rule };
  const real = (alarm.flags & (FLAG.simulated | FLAG.replayed)) === 0;
  const place = slot < 0 ? -1 : nodes.placeOf(slot);
  const info = (language: "zh-CN" | "en-US"): CapOut["infos"][number] => {
    const say = (text: Bilingual | undefined): string =>
      (language === "en-US" ? text?.en : undefined) ?? text?.zh ?? "";
    const where = slot < 0 ? alarm.node : say(nodeName(nodes, scene.kinds, slot));
    const path = place < 0 ? [] : nodes.pathTo(place).map((at) => say(nodeName(nodes, scene.kinds, at)));
    const figure =
      alarm.value === null || kind === undefined ? "" : `${alarm.value.toFixed(kind.decimals)} ${kind.unit}`.trim();
    return {
      language,
      categories: [kind ? CATEGORIES[kind.field] : "Other"],
      event: say(name),
      urgency: alarm.active ? "Immediate" : "Past",
      severity: SEVERITIES[alarm.severity],
      certainty: alarm.flags & FLAG.estimated ? "Likely" : "Observed",
      effective: alarm.activeAt,
      expires: Number.NaN,
      senderName: say(owner?.name ?? scene.name),
      headline: `${say(name)} · ${where}`,
      description: [figure, say(rule?.consequence)].filter(Boolean).join(" · "),
      instruction: say(rule?.advice),
      parameters: [
        { name: "yiwang:node", value: alarm.node },
        { name: "yiwang:rule", value: alarm.rule },
        { name: "yiwang:acknowledged", value: String(alarm.acknowledged) },
        ...(figure ? [{ name: "yiwang:value", value: figure }] : []),
      ],
      areas: [
        {
          description: path.join(" · ") || alarm.node,
          polygons: [],
          circles:
            slot < nodes.placeCount
              ? []
              : [{ lon: nodes.columns.lon[slot], lat: nodes.columns.lat[slot], radiusMetres: AROUND_METRES }],
          geocodes: place < 0 ? [] : [{ name: "GB/T 2260", value: nodes.columns.code[place] }],
        },
      ],
    };
  };
  return {
    identifier: identifierOf(scene, alarm),
    sender: `yiwang.${scene.id}`,
    sent: Math.max(alarm.activeAt, alarm.clearedAt ?? 0, alarm.acknowledgedAt ?? 0),
    status: real ? "Actual" : "Exercise",
    msgType: "Alert",
    scope: "Restricted",
    restriction: `alarm.see in ${scene.id}`,
    ...(real ? {} : { note: alarm.flags & FLAG.replayed ? "from a recording" : "from a simulated source" }),
    references: [],
    infos: [info("zh-CN"), info("en-US")],
  };
}

const identifierOf = (scene: Pick<Scene, "id">, alarm: Pick<AlarmRow, "id" | "version">): string =>
  `yiwang.${scene.id}.alarm.${alarm.id}.${alarm.version}`;

export const capXml = (context: Context, alarm: AlarmRow): string =>
  writeCap(capOf(context, alarm), context.scene.timeZone);

/** An Atom feed (RFC 4287) with a whole message in each entry. @param at when it was made, ms since 1970 */
export function capFeed(context: Context, alarms: readonly AlarmRow[], at: number): string {
  const { scene } = context;
  const entries = alarms.map((alarm) => {
    const cap = capOf(context, alarm);
    return [
      "<entry>",
      `<id>urn:yiwang:${xmlText(cap.identifier)}</id>`,
      `<title>${xmlText(cap.infos[0].headline)}</title>`,
      `<updated>${capTime(cap.sent, scene.timeZone)}</updated>`,
      `<author><name>${xmlText(cap.infos[0].senderName)}</name></author>`,
      `<link rel="alternate" type="application/cap+xml" href="/api/alarms/${alarm.id}/cap"/>`,
      `<content type="application/cap+xml">${writeCap(cap, scene.timeZone, false)}</content>`,
      "</entry>",
    ].join("");
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
    `<id>urn:yiwang:${xmlText(scene.id)}:alarms</id><title>${xmlText(scene.name.zh)}</title>`,
    `<updated>${capTime(at, scene.timeZone)}</updated>`,
    ...entries,
    "</feed>",
  ].join("");
}
