// One line of the alarm list: chosen by its box, flown to by its name, opened by its last button.

import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlarmRow } from "../../twin/alarms/shapes.ts";
import { whyNot } from "../api.ts";
import { age, number } from "../format.ts";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { placeWords } from "../panels/Worst.tsx";
import { useView } from "../stores/view.ts";
import { AlarmMarks } from "./AlarmMarks.tsx";
import { fetchAlarms } from "./api.ts";
import { flyTo } from "./place.ts";
import { choose, type Line, useAlarms } from "./store.ts";
import { alarmName, alarmNode, alarmValue, slotOfAlarm } from "./words.ts";

const MEMBERS = 50;

export const AlarmLine = memo(function AlarmLine({
  line,
  now,
  canChoose,
}: {
  line: Line;
  now: number;
  canChoose: boolean;
}) {
  const { t } = useTranslation();
  const { alarm, group, gone } = line;
  const chosen = useAlarms((store) => store.chosen.has(line.key));
  const [members, setMembers] = useState<readonly AlarmRow[] | null>(null);
  const [reason, setReason] = useState("");
  const others = (group?.count ?? 1) - 1;
  const expand = (): void => {
    setReason("");
    if (members) {
      setMembers(null);
      return;
    }
    fetchAlarms({ group: line.key, limit: MEMBERS, sort: "newest" }).then(
      ({ alarms }) => setMembers(alarms.filter(({ id }) => id !== alarm.id)),
      (error: unknown) => setReason(whyNot(error)),
    );
  };
  return (
    <li className={`alarm-line${gone ? " is-gone" : ""}${alarm.acknowledged ? "" : " is-pending"}`}>
      <div className="alarm-line-row">
        {canChoose && (
          <label className="alarm-choose">
            <input
              type="checkbox"
              checked={chosen}
              disabled={gone}
              aria-label={t("alarms.choose", { name: `${alarmName(alarm)} ${alarmNode(alarm)}` })}
              onChange={(event) => choose(line.key, event.target.checked)}
            />
          </label>
        )}
        <AlarmButton alarm={alarm} now={now} gone={gone} />
        <button
          type="button"
          className="ghost alarm-open"
          aria-label={t("alarms.openOne", { name: `${alarmName(alarm)} ${alarmNode(alarm)}` })}
          onClick={() => useAlarms.setState({ opened: alarm.id })}
        >
          ›
        </button>
      </div>
      {others > 0 && (
        <button type="button" className="alarm-more" aria-expanded={members !== null} onClick={expand}>
          {group?.firstOut ? t("alarms.firstOutOf") : t("alarms.oldestOf")}
          {" · "}
          {t("alarms.others", { count: others, n: number(others) })}
          {group && group.severity > alarm.severity && (
            <>
              {" · "}
              {t("alarms.upTo")} <SeverityMark severity={group.severity} />
            </>
          )}{" "}
          {members ? "▴" : "▾"}
        </button>
      )}
      {reason && <p role="alert">{reason}</p>}
      {members && (
        <ul className="alarm-members">
          {members.map((member) => (
            <li key={member.id} className="alarm-line-row">
              <AlarmButton alarm={member} now={now} gone={false} />
              <button
                type="button"
                className="ghost alarm-open"
                aria-label={t("alarms.openOne", { name: `${alarmName(member)} ${alarmNode(member)}` })}
                onClick={() => useAlarms.setState({ opened: member.id })}
              >
                ›
              </button>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
});

/** What it is, where, since when; a press flies there. */
function AlarmButton({ alarm, now, gone }: { alarm: AlarmRow; now: number; gone: boolean }) {
  const slot = slotOfAlarm(alarm);
  const node = useView((store) => store.node);
  const value = alarmValue(alarm);
  const where = [alarmNode(alarm), slot < 0 ? "" : placeWords(slot)].filter(Boolean).join(" · ");
  return (
    <button
      type="button"
      className="alarm-main"
      data-alarm={alarm.id}
      aria-current={slot === node || undefined}
      onClick={() => slot >= 0 && flyTo(slot)}
    >
      <SeverityMark severity={alarm.severity} stale={!alarm.active} size={1.6} />
      <span className="row-name">
        <span className="alarm-head">
          {alarmName(alarm)} <AlarmMarks alarm={alarm} now={now} gone={gone} />
        </span>
        <small>{where}</small>
      </span>
      <span className="row-figure">
        <span>
          {value && (
            <>
              {value.figure} <small>{value.unit}</small>
            </>
          )}
        </span>
        <small>{age(now - alarm.activeAt)}</small>
      </span>
    </button>
  );
}
