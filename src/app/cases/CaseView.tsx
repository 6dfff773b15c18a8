// One case file: where, what, how long; its way as lanes; what can be done now; words, pictures and measurements; who has seen it.

import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { useAlarms } from "../alarms/store.ts";
import { clock } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { go } from "../navigate.ts";
import { CaseOutbox } from "../outbox/Outbox.tsx";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { openCase } from "../stores/desk.ts";
import { globeNow } from "../stores/globe.ts";
import { twinNow } from "../stores/twin.ts";
import { Actions } from "./Actions.tsx";
import { CaseNow } from "./CaseNow.tsx";
import { Marks } from "./CaseRows.tsx";
import { CaseTrend } from "./CaseTrend.tsx";
import { ClockChip } from "./ClockChip.tsx";
import { flowOf } from "./catalogue.ts";
import { Messages, Photos } from "./Messages.tsx";
import { Reporter } from "./Reporter.tsx";
import { Sources } from "./Sources.tsx";
import { SwimLanes } from "./SwimLanes.tsx";
import { useCaseFile } from "./useCases.ts";
import { useCaseWords } from "./words.ts";

/** How near the globe goes to a case, m. */
const NEAR_M = 420;

/** Brings the case before the eyes: its asset, or its position, or its place. */
export function flyToCase({ node, place, lon, lat }: Pick<CaseFile, "node" | "place" | "lon" | "lat">): void {
  const { nodes } = twinNow();
  const slot = nodes.slotOf(node ?? place);
  if (slot >= 0) go(slot, { fly: node !== null || lon === null });
  if (node === null && lon !== null && lat !== null)
    globeNow()?.pilot.flyToView({ lon, lat, height: 0, range: NEAR_M, pitch: -40 });
}

export function CaseView({ id }: { id: number }) {
  const { t } = useTranslation();
  const { file, reason, again, take } = useCaseFile(id);
  const shownId = file?.id;
  // Only when another case is opened, not whenever its file is read again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the file of the same case may change under the eyes
  useEffect(() => {
    if (file) flyToCase(file);
  }, [shownId]);
  if (!file) return <p className="quiet desk-empty">{reason || t("cases.loading")}</p>;
  const flow = flowOf(file.flow);
  return (
    <div className="case-view">
      <Head file={file} />
      {reason && <p role="alert">{reason}</p>}
      <div className="desk-scroll case-columns">
        <div>
          <CaseOutbox caseId={file.id} />
          <Actions file={file} onFile={take} onStale={again} />
          <SwimLanes file={file} flow={flow} />
        </div>
        <div>
          <CaseNow node={file.node} />
          <Facts file={file} />
          <Tasks file={file} />
          <Sources file={file} />
          <Photos file={file} again={again} />
          <Messages file={file} onFile={take} />
          <CaseTrend file={file} />
          <Readers file={file} />
        </div>
      </div>
    </div>
  );
}

function Head({ file }: { file: CaseFile }) {
  const words = useCaseWords();
  return (
    <header className="case-head">
      <SeverityMark severity={file.severity} size={2} />
      <div>
        <h3>{file.title}</h3>
        <p className="quiet">
          <code>{file.number}</code> · {words.className(file.classKind, file.classCode)} · {words.where(file)}
        </p>
      </div>
      <div className="case-state">
        <span className={`state-chip${file.end ? " is-end" : ""}`}>{words.state(file, file.state)}</span>
        <ClockChip row={file} />
        <Marks row={file} />
      </div>
    </header>
  );
}

function Facts({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const flow = flowOf(file.flow);
  const facts: [string, string | null][] = [
    ["source", t(`cases.source.${file.source}`)],
    ["reported", clock(file.reportedAt, true)],
    ["registered", file.registeredAt === null ? null : clock(file.registeredAt, true)],
    ["due", file.dueAt === null ? null : clock(file.dueAt, true)],
    ["handled", file.handledAt === null ? null : clock(file.handledAt, true)],
    ["closed", file.closedAt === null ? null : clock(file.closedAt, true)],
    ["eventGrade", file.eventGrade === null ? null : t(`cases.grade.${file.eventGrade}`)],
    ["responseLevel", file.responseLevel === null ? null : t(`cases.level.${file.responseLevel}`)],
    ["rating", file.rating === null ? null : t("cases.stars", { n: file.rating })],
    [
      "flow",
      flow
        ? `${flow.mode === "emergency" ? t("cases.mark.emergency") : t("cases.everyday")} · ${say(flow.name)} ${file.flowVersion}`
        : file.flow,
    ],
  ];
  return (
    <section className="case-facts" aria-label={t("cases.facts")}>
      <p className="case-description">{file.description}</p>
      <dl>
        {facts
          .filter((fact): fact is [string, string] => fact[1] !== null)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{t(`cases.fact.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        <Reporter file={file} />
      </dl>
      <p className="form-buttons">
        <button type="button" className="ghost" onClick={() => flyToCase(file)}>
          {t("cases.showOnMap")}
        </button>
        {file.alarms.map((id) => (
          <button key={id} type="button" className="ghost" onClick={() => useAlarms.setState({ opened: id })}>
            {t("cases.alarm", { id })}
          </button>
        ))}
        {file.duplicates.map(({ id, number }) => (
          <button key={id} type="button" className="ghost" onClick={() => openCase(id)}>
            {t("cases.duplicate", { number })}
          </button>
        ))}
        {file.joinedTo !== null && (
          <button type="button" className="ghost" onClick={() => openCase(file.joinedTo as number)}>
            {t("cases.joinedTo")}
          </button>
        )}
      </p>
    </section>
  );
}

function Tasks({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const words = useCaseWords();
  if (file.tasks.length === 0) return null;
  return (
    <section className="case-tasks" aria-label={t("cases.tasks")}>
      <h3>{t("cases.tasks")}</h3>
      <ul>
        {file.tasks.map((task) => {
          const late = (task.acknowledgedAt ?? Date.now()) > task.acknowledgeDueAt && task.state !== "returned";
          return (
            <li key={task.id} className={late ? "is-late" : undefined}>
              <b>{words.unit(task.unit)}</b>
              <span className="chip">{t(`cases.role.${task.role}`)}</span>
              <span>{t(`cases.task.${task.state}`)}</span>
              <small className="quiet">
                {task.acknowledgedAt === null
                  ? t("cases.acknowledgeBy", { time: clock(task.acknowledgeDueAt, true) })
                  : t("cases.acknowledgedAt", { time: clock(task.acknowledgedAt, true) })}
              </small>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Readers({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  return (
    <details className="case-readers">
      <summary>{t("cases.readers", { count: file.readers.length })}</summary>
      <ul>
        {file.readers.map((reader) => (
          <li key={`${reader.person}${reader.at}`}>
            {reader.name} <small className="quiet">{clock(reader.at, true)}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}
