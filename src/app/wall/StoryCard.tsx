// The story of an alarm the wall stops for: what, where, since when, what is affected, its case.

import type { TFunction } from "i18next";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlarmRow } from "../../twin/alarms/shapes.ts";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { AlarmMarks } from "../alarms/AlarmMarks.tsx";
import { useAlarms } from "../alarms/store.ts";
import { alarmName, alarmNode, alarmValue, kindOfAlarm, ruleOf, slotOfAlarm, unitName } from "../alarms/words.ts";
import { fetchCase } from "../cases/api.ts";
import { useCaseWords } from "../cases/words.ts";
import { age, clock, number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { nameOf } from "../names.ts";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { useNow } from "../panels/useNow.ts";
import { placeWords } from "../panels/Worst.tsx";
import { openCase } from "../stores/desk.ts";
import { twinNow } from "../stores/twin.ts";
import { useWall } from "../stores/wall.ts";
import { affectedBy } from "./affected.ts";

export function StoryCard() {
  const story = useWall((store) => store.story);
  return story ? <Story key={story.id} alarm={story} /> : null;
}

function Story({ alarm }: { alarm: AlarmRow }) {
  const { t } = useTranslation();
  const now = useNow();
  const slot = slotOfAlarm(alarm);
  const rule = ruleOf(alarm);
  const value = alarmValue(alarm);
  const title = `${alarmName(alarm)} · ${alarmNode(alarm)}`;
  const limits = kindOfAlarm(alarm)?.limits;
  const limit = limits?.high?.[alarm.severity - 2] ?? limits?.low?.[alarm.severity - 2];
  return (
    <section className={`story-card severity-${alarm.severity}`} aria-live="assertive" aria-label={t("wall.story")}>
      <header>
        <SeverityMark severity={alarm.severity} stale={!alarm.active} size={2.2} />
        <div>
          <h2>{title}</h2>
          <p>{slot < 0 ? alarm.node : placeWords(slot)}</p>
        </div>
        {value && (
          <p className="story-value">
            <b>{value.figure}</b> {value.unit}
            {limit != null && <small>{t("wall.limit", { value: number(limit, 2), unit: value.unit })}</small>}
          </p>
        )}
      </header>
      <AlarmMarks alarm={alarm} now={now} />
      <dl className="facts">
        <div>
          <dt>{t("wall.since")}</dt>
          <dd>
            {clock(alarm.activeAt)} · {age(now - alarm.activeAt)}
          </dd>
        </div>
        {rule?.consequence && (
          <div>
            <dt>{t("alarms.consequence")}</dt>
            <dd>{say(rule.consequence)}</dd>
          </div>
        )}
        {slot >= 0 && (
          <div>
            <dt>{t("wall.affected")}</dt>
            <dd>{affectedWords(slot, t)}</dd>
          </div>
        )}
        <div>
          <dt>{t("alarms.unit")}</dt>
          <dd>{unitName(alarm.unit)}</dd>
        </div>
        <div>
          <dt>{t("wall.case")}</dt>
          <dd>{alarm.caseId === null ? t("wall.noCase") : <CaseWords id={alarm.caseId} />}</dd>
        </div>
      </dl>
      <p className="story-links">
        <button type="button" className="ghost" onClick={() => useAlarms.setState({ opened: alarm.id })}>
          {t("wall.details")}
        </button>
        <button type="button" className="ghost" onClick={() => useWall.setState({ story: null })}>
          {t("nav.close")}
        </button>
      </p>
    </section>
  );
}

function affectedWords(slot: number, t: TFunction): string {
  const { nodes } = twinNow();
  const { facility, downstream, grid, buildings } = affectedBy(nodes, slot);
  const parts = [
    ...(facility >= 0 ? [nameOf(facility)] : []),
    ...(downstream.length > 0 ? [t("wall.downstream", { count: downstream.length, name: nameOf(downstream[0]) })] : []),
    ...(buildings > 0 ? [t("wall.buildings", { grid: nameOf(grid), count: buildings })] : []),
  ];
  return parts.length > 0 ? parts.join(" · ") : t("wall.nothingElse");
}

function CaseWords({ id }: { id: number }) {
  const words = useCaseWords();
  const [file, setFile] = useState<CaseFile | null>(null);
  useEffect(() => {
    let gone = false;
    fetchCase(id).then(
      (found) => !gone && setFile(found),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [id]);
  return (
    <button type="button" className="link" onClick={() => openCase(id)}>
      {file ? `${file.number} · ${words.state(file, file.state)}` : `#${id}`}
    </button>
  );
}
