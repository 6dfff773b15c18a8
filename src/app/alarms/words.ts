// Words of an alarm: what it is called, where it is, what became of it, why it was refused.

import i18next from "i18next";
import type { AlarmEvent, AlarmRow } from "../../twin/alarms/shapes.ts";
import type { AlarmRule } from "../../twin/scene/alarms.ts";
import type { Kind } from "../../twin/scene/schema.ts";
import type { ReportedAlarm } from "../desk/reportCase.ts";
import { clock, reading, unitOf } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { nameOf } from "../names.ts";
import { twinNow } from "../stores/twin.ts";

export const slotOfAlarm = ({ node }: Pick<AlarmRow, "node">): number => twinNow().nodes.slotOf(node);

export const ruleOf = ({ rule }: Pick<AlarmRow, "rule">): AlarmRule | undefined =>
  twinNow().built.scene.alarms.rules.find(({ id }) => id === rule);

export const kindOfAlarm = ({ kind }: Pick<AlarmRow, "kind">): Kind | undefined =>
  twinNow().built.scene.kinds.find(({ id }) => id === kind);

/** What is wrong. */
export function alarmName(alarm: Pick<AlarmRow, "title" | "rule" | "kind">): string {
  if (alarm.title) return say(alarm.title);
  const rule = ruleOf(alarm);
  if (rule) return say(rule.name);
  const kind = kindOfAlarm(alarm);
  return kind ? i18next.t("alarms.beyond", { name: say(kind.name) }) : alarm.rule;
}

/** The thing it is wrong with. */
export function alarmNode(alarm: Pick<AlarmRow, "node">): string {
  const slot = slotOfAlarm(alarm);
  return slot < 0 ? alarm.node : nameOf(slot);
}

export function alarmValue(alarm: Pick<AlarmRow, "value" | "kind">): { figure: string; unit: string } | null {
  if (alarm.value === null) return null;
  const kind = kindOfAlarm(alarm);
  return { figure: reading(alarm.value, kind), unit: unitOf(kind) };
}

export function unitName(id: string | null): string {
  const owner = twinNow().built.scene.owners.find((one) => one.id === id);
  return owner ? say(owner.name) : (id ?? i18next.t("alarms.noUnit"));
}

/** What was said or told with an event. */
export function eventDetail({ what, detail, value }: AlarmEvent, kind: Kind | undefined): string {
  const parts: string[] = [];
  if (["raise", "worsen", "ease", "clear"].includes(what) && value !== null)
    parts.push(`${reading(value, kind)} ${unitOf(kind)}`.trim());
  if (typeof detail.until === "number") parts.push(i18next.t("alarms.until", { time: clock(detail.until, true) }));
  if (what === "escalate") {
    const { name, level } = detail as { name?: { zh: string; en?: string }; level?: number };
    parts.push(i18next.t("alarms.toLevel", { level, name: name ? say(name) : "" }));
  }
  if (detail.gone === true) parts.push(i18next.t("alarms.gone"));
  if (typeof detail.text === "string") parts.push(detail.text);
  return parts.join(" · ");
}

/** What of an alarm goes into the report of a case. */
export function reportOf(alarm: AlarmRow): ReportedAlarm {
  const value = alarmValue(alarm);
  const words = [alarmNode(alarm), alarmName(alarm), value ? `${value.figure} ${value.unit}`.trim() : ""];
  const { id, node, kind, severity } = alarm;
  const title = words.filter((word) => word !== "").join(" · ");
  return { id, node, kind: kind ?? "", severity, title: title.slice(0, 200) };
}
