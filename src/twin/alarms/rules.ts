// The alarm rules in force: a scene's own, or, when it names none, one limit rule for every kind with limits.

import { ALARM_SEVERITIES, type AlarmRule, type AlarmSeverity } from "../scene/alarms.ts";
import type { Kind, Scene } from "../scene/schema.ts";
import { SEVERITY, type Severity } from "../severity.ts";

/** A manifest's word for a severity as the number used everywhere else. */
export const severityNumber = (word: AlarmSeverity): Severity => (ALARM_SEVERITIES.indexOf(word) + 2) as Severity;

/** Default rule of a kind, or undefined when it has no limit from Ⅲ on. */
function limitRule({ id, name, limits, standardRef }: Kind): AlarmRule | undefined {
  const first = SEVERITY.iii - 2;
  const steps = [...(limits?.high?.slice(first) ?? []), ...(limits?.low?.slice(first) ?? [])];
  if (!steps.some((step) => step !== null)) return undefined;
  return {
    id: `${id}-limit`,
    name: { zh: `${name.zh}越限`, en: `${name.en ?? name.zh} beyond its limit` },
    kinds: [id],
    when: { is: "limit" },
    severity: "iii",
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    latched: false,
    standardRef: standardRef ?? "limits of the kind, from Ⅲ [D]",
  };
}

export function rulesOf({ alarms, kinds }: Pick<Scene, "alarms" | "kinds">): readonly AlarmRule[] {
  if (alarms.rules.length > 0) return alarms.rules;
  return kinds.flatMap((kind) => (kind.level === "point" ? (limitRule(kind) ?? []) : []));
}
