// The small words of an alarm's flags: each its own, never by colour alone.

import { useTranslation } from "react-i18next";
import type { AlarmRow } from "../../twin/alarms/shapes.ts";
import { FLAG, livenessOf } from "../../twin/flags.ts";
import { clock } from "../format.ts";
import { LivenessTag } from "../panels/Liveness.tsx";
import { twinNow } from "../stores/twin.ts";

export function AlarmMarks({ alarm, now, gone = false }: { alarm: AlarmRow; now: number; gone?: boolean }) {
  const { t } = useTranslation();
  const { staleHours } = twinNow().built.scene.alarms.thresholds;
  const words: [string, string][] = [];
  if (gone || alarm.endedAt !== null) words.push(["ended", t("alarms.flag.ended")]);
  else if (!alarm.active) words.push(["cleared", t("alarms.flag.cleared")]);
  if (!alarm.acknowledged && !gone) words.push(["pending", t("alarms.flag.pending")]);
  if (alarm.level > 0) words.push(["level", t("alarms.flag.level", { level: alarm.level })]);
  if (alarm.latched && !alarm.active) words.push(["latched", t("alarms.flag.latched")]);
  if (alarm.shelvedUntil !== null)
    words.push(["shelved", t("alarms.flag.shelved", { time: clock(alarm.shelvedUntil) })]);
  if (alarm.suppressed) words.push(["suppressed", t("alarms.flag.suppressed")]);
  if (alarm.outOfService) words.push(["out", t("alarms.flag.outOfService")]);
  if (alarm.chattering) words.push(["chattering", t("alarms.flag.chattering")]);
  if (alarm.active && now - alarm.activeAt > staleHours * 3_600_000) words.push(["stale", t("alarms.flag.stale")]);
  if (alarm.caseId !== null) words.push(["case", t("alarms.flag.case")]);
  const unreal = alarm.flags & (FLAG.simulated | FLAG.replayed | FLAG.estimated);
  return (
    <span className="alarm-marks">
      {words.map(([name, text]) => (
        <span key={name} className={`alarm-flag alarm-flag-${name}`}>
          {text}
        </span>
      ))}
      {unreal !== 0 && <LivenessTag liveness={livenessOf(unreal)} />}
    </span>
  );
}
