// One alarm in full: what, where, since when; what follows and what to do; its group with the first out; who did what.

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { AlarmFile, AlarmRow } from "../../twin/alarms/shapes.ts";
import { reportFromAlarm } from "../desk/reportCase.ts";
import { age, clock, number } from "../format.ts";
import { useAnswer } from "../fresh.ts";
import { say } from "../i18n/i18n.ts";
import { Dialog } from "../panels/Dialog.tsx";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { useNow } from "../panels/useNow.ts";
import { placeWords } from "../panels/Worst.tsx";
import { openCase } from "../stores/desk.ts";
import { useMay } from "../stores/session.ts";
import { openTrend } from "../stores/trend.ts";
import { AlarmMarks } from "./AlarmMarks.tsx";
import { fetchAlarm } from "./api.ts";
import { DeedBar } from "./DeedBar.tsx";
import { flyTo } from "./place.ts";
import { refresh, useAlarms } from "./store.ts";
import {
  alarmName,
  alarmNode,
  alarmValue,
  eventDetail,
  kindOfAlarm,
  reportOf,
  ruleOf,
  slotOfAlarm,
  unitName,
} from "./words.ts";

const close = (): void => useAlarms.setState({ opened: null });

export default function AlarmSheet({ id }: { id: number }) {
  const { t } = useTranslation();
  const now = useNow();
  const ask = useCallback(() => fetchAlarm(id), [id]);
  const { got, isOfThis, reason, anew: again } = useAnswer("alarms", ask);
  const alarm = isOfThis ? got : null;
  const title = alarm ? `${alarmName(alarm)} · ${alarmNode(alarm)}` : t("alarms.one");
  return (
    <Dialog
      title={title}
      className="trend-dialog alarm-sheet"
      before={alarm && <SeverityMark severity={alarm.severity} stale={!alarm.active} size={1.8} />}
      onClose={close}
    >
      {reason && <p role="alert">{reason}</p>}
      {alarm && (
        <>
          <AlarmMarks alarm={alarm} now={now} />
          <DeedBar
            alarms={[alarm]}
            whole={() => Promise.resolve([alarm])}
            onDone={() => {
              again();
              void refresh();
            }}
          />
          <div className="alarm-sheet-body">
            <Facts alarm={alarm} now={now} onLeave={close} />
            <History alarm={alarm} />
            {alarm.members.length > 1 && <Group alarm={alarm} now={now} />}
          </div>
        </>
      )}
    </Dialog>
  );
}

function Facts({ alarm, now, onLeave }: { alarm: AlarmFile; now: number; onLeave: () => void }) {
  const { t } = useTranslation();
  const mayCases = useMay("case.see");
  const slot = slotOfAlarm(alarm);
  const rule = ruleOf(alarm);
  const value = alarmValue(alarm);
  const facts: [string, string][] = [
    [t("alarms.severity"), t(`severity.${alarm.severity}`)],
    ...(alarm.worst > alarm.severity ? [[t("alarms.worst"), t(`severity.${alarm.worst}`)] as [string, string]] : []),
    ...(value ? [[t("alarms.value"), `${value.figure} ${value.unit}`] as [string, string]] : []),
    [t("alarms.where"), slot < 0 ? alarm.node : placeWords(slot)],
    [t("alarms.unit"), unitName(alarm.unit)],
    [t("alarms.raisedAt"), clock(alarm.raisedAt, true)],
    [
      alarm.active ? t("alarms.activeFor") : t("alarms.clearedAt"),
      alarm.active ? age(now - alarm.activeAt) : clock(alarm.clearedAt ?? Number.NaN, true),
    ],
    [t("alarms.occurrences"), number(alarm.occurrences)],
    ...(alarm.acknowledgedAt === null
      ? []
      : [
          [t("alarms.acknowledgedBy"), `${alarm.acknowledgedBy} · ${clock(alarm.acknowledgedAt, true)}`] as [
            string,
            string,
          ],
        ]),
    ...(alarm.shelvedUntil === null
      ? []
      : [[t("alarms.shelvedUntil"), clock(alarm.shelvedUntil, true)] as [string, string]]),
  ];
  return (
    <section aria-label={t("alarms.facts")}>
      <dl className="facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {rule?.consequence && (
        <>
          <h3>{t("alarms.consequence")}</h3>
          <p>{say(rule.consequence)}</p>
        </>
      )}
      {rule?.advice && (
        <>
          <h3>{t("alarms.advice")}</h3>
          <p>{say(rule.advice)}</p>
        </>
      )}
      {rule && (
        <p className="quiet">
          {t("node.limitsFrom")}：{rule.standardRef}
        </p>
      )}
      <p className="alarm-links">
        {slot >= 0 && (
          <button
            type="button"
            className="ghost"
            onClick={() => {
              onLeave();
              flyTo(slot);
            }}
          >
            {t("alarms.fly")}
          </button>
        )}
        {kindOfAlarm(alarm) && slot >= 0 && (
          <button type="button" className="ghost" onClick={() => openTrend(slot)}>
            {t("trend.open")}
          </button>
        )}
        {alarm.caseId !== null && mayCases && (
          <button
            type="button"
            className="primary"
            onClick={() => {
              onLeave();
              openCase(alarm.caseId as number);
            }}
          >
            {t("alarms.openCase")}
          </button>
        )}
        {alarm.may.includes("case.report") && alarm.caseId === null && (
          <button
            type="button"
            className="ghost"
            onClick={() => {
              onLeave();
              reportFromAlarm(reportOf(alarm));
            }}
          >
            {t("alarms.report")}
          </button>
        )}
        <a className="link" href={`/api/alarms/${alarm.id}/cap`} target="_blank" rel="noreferrer">
          {t("alarms.cap")}
        </a>
      </p>
    </section>
  );
}

function History({ alarm }: { alarm: AlarmFile }) {
  const { t } = useTranslation();
  const kind = kindOfAlarm(alarm);
  return (
    <section aria-label={t("alarms.history")}>
      <h3>{t("alarms.history")}</h3>
      <ol className="alarm-events">
        {[...alarm.events].reverse().map((event) => (
          <li key={event.id}>
            <time dateTime={new Date(event.at).toISOString()}>{clock(event.at, true)}</time>
            <b>{t(`alarms.event.${event.what}`)}</b>
            {event.severity > 0 && <SeverityMark severity={event.severity} />}
            <span>{event.person === "hub" ? t("alarms.byItself") : event.name}</span>
            <span className="quiet">{eventDetail(event, kind)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Group({ alarm, now }: { alarm: AlarmFile; now: number }) {
  const { t } = useTranslation();
  const line = (member: AlarmRow) => (
    <li key={member.id}>
      <button
        type="button"
        aria-current={member.id === alarm.id || undefined}
        onClick={() => useAlarms.setState({ opened: member.id })}
      >
        <SeverityMark severity={member.severity} stale={!member.active} />
        <span className="row-name">
          {alarmName(member)}
          <small>
            {alarmNode(member)} · {t(`alarms.group.${member.groupReason}`)}
          </small>
        </span>
        <span className="row-figure">
          <small>{age(now - member.raisedAt)}</small>
        </span>
      </button>
    </li>
  );
  return (
    <section aria-label={t("alarms.groupTitle")}>
      <h3>
        {t("alarms.groupTitle")} <small>{number(alarm.members.length)}</small>
      </h3>
      <ul className="rows">{alarm.members.map(line)}</ul>
    </section>
  );
}
