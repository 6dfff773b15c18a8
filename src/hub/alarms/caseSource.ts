// Alarms as cases see them: whether the person may see one, what it is of, and how it learns of its case.

import { type Actor, may } from "../../twin/access/actor.ts";
import type { AlarmSource } from "../cases/parts.ts";
import type { HubContext } from "../context.ts";
import type { Alarms } from "./alarms.ts";
import { subjectOfAlarm } from "./query.ts";

export const alarmsForCases = (alarms: Alarms, { nodes }: Pick<HubContext, "nodes">): AlarmSource => ({
  async alarmOf(id, actor: Actor) {
    const alarm = await alarms.alarmOf(id);
    if (!alarm) return undefined;
    if (!may(actor, "alarm.see", nodes, subjectOfAlarm({ nodes }, alarm))) return undefined;
    const { node, slot, severity, kind, unit } = alarm;
    return { id, node, slot, severity, kind: kind ?? "", unit };
  },
  linkStatement: (alarmId, caseId) => alarms.linkCase(alarmId, caseId),
});
