// A case's timeline as swim lanes: a lane for every step, a bar for every stay, red from where it was too long; the same as a list below.

import { useTranslation } from "react-i18next";
import { stateDue } from "../../twin/cases/clocks.ts";
import type { Flow } from "../../twin/cases/flow.ts";
import type { CaseEvent, CaseFile } from "../../twin/cases/shapes.ts";
import { age, clock } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { useNow } from "../panels/useNow.ts";
import { workingTimeNow } from "./catalogue.ts";
import { type Stay, scaleOf, staysOf } from "./lanes.ts";
import { useCaseWords } from "./words.ts";

export function SwimLanes({ file, flow }: { file: CaseFile; flow: Flow | undefined }) {
  const { t } = useTranslation();
  const now = useNow(10_000);
  const words = useCaseWords();
  const stays = staysOf(file, flow, now, (state, from) => stateDue(workingTimeNow(), state, from));
  const at = scaleOf(stays);
  const steps = flow?.steps ?? [];
  return (
    <section className="lanes" aria-label={t("cases.timeline")}>
      <div className="lanes-grid" aria-hidden="true">
        {steps.map((step) => (
          <div key={step.id} className={`lane${step.id === file.step && !file.end ? " is-now" : ""}`}>
            <span className="lane-name">{say(step.name)}</span>
            <span className="lane-track">
              {stays
                .filter((stay) => stay.step === step.id)
                .map((stay) => (
                  <Bar
                    key={stay.event.seq}
                    stay={stay}
                    at={at}
                    name={words.state(file, stay.state)}
                    ended={file.end !== null}
                  />
                ))}
            </span>
          </div>
        ))}
      </div>
      <ol className="lanes-events">
        {file.events.map((event) => (
          <Happened key={event.seq} event={event} file={file} />
        ))}
      </ol>
    </section>
  );
}

function Bar({ stay, at, name, ended }: { stay: Stay; at: (time: number) => number; name: string; ended: boolean }) {
  const from = at(stay.from);
  const to = Math.max(at(stay.to), from + 0.006);
  const late = stay.lateFrom === null ? null : at(stay.lateFrom);
  const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
  const isEnd = ended && stay.from === stay.to;
  return (
    <>
      <i
        className={isEnd ? "lane-end" : "lane-bar"}
        style={{ left: percent(from), width: isEnd ? undefined : percent(to - from) }}
        title={`${name} · ${clock(stay.from, true)} · ${age(stay.to - stay.from)}`}
      />
      {late !== null && <i className="lane-late" style={{ left: percent(late), width: percent(to - late) }} />}
    </>
  );
}

/** One event in words: when, who of which unit, what, and what they wrote. */
function Happened({ event, file }: { event: CaseEvent; file: CaseFile }) {
  const words = useCaseWords();
  const said = words.fields(file, event);
  return (
    <li className={event.action === "message" ? "is-message" : undefined}>
      <time dateTime={new Date(event.at).toISOString()}>{clock(event.at, true)}</time>
      <b>{words.action(file, event.action)}</b>
      {event.from !== event.to && <span className="lane-state">{words.state(file, event.to)}</span>}
      <span className="quiet">
        {words.person(event)}
        {event.unit ? ` · ${words.unit(event.unit)}` : ""}
      </span>
      {said.map(({ name, value }) => (
        <span key={name} className="lane-said">
          {name !== "" && <small>{name}</small>} {value}
        </span>
      ))}
    </li>
  );
}
