// One unknown message becomes a feed: what varies in its topic, where value and time are, whose it is; tried on the message at every change.

import { useEffect, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { LEVEL } from "../../twin/level.ts";
import { clock, number, unitOf } from "../format.ts";
import { fullNameOf, kindOf } from "../names.ts";
import { Search } from "../panels/Search.tsx";
import { twinNow } from "../stores/twin.ts";
import { addFeed, type TriedReading, tryFeed, type UnmappedTopic } from "./api.ts";
import { type Draft, deviceOf, draftOf, feedOf, pathsOf } from "./draft.ts";
import { reasonWords } from "./reason.ts";

const REST_MS = 300;

function pointOf(code: string): number {
  const { nodes } = twinNow();
  const slot = nodes.slotOf(code);
  return slot >= 0 && nodes.columns.level[slot] === LEVEL.point ? slot : -1;
}
const isPoint = (slot: number): boolean => {
  const { nodes } = twinNow();
  return slot < nodes.coreCount && nodes.columns.level[slot] === LEVEL.point;
};

export function MappingForm({
  message,
  taken,
  onDone,
}: {
  message: UnmappedTopic;
  taken: ReadonlySet<string>;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() =>
    draftOf(message.topic, message.payload, (part) => (pointOf(part) >= 0 ? part : undefined)),
  );
  /** The feed as text once somebody writes it by hand. */
  const [written, setWritten] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const text = written ?? JSON.stringify(feedOf(draft, taken), null, 2);
  const trial = useTrial(text, message);
  const { numbers, times } = useMemo(() => pathsOf(message.payload), [message.payload]);
  const ownCode = pointOf(deviceOf(draft)) >= 0;
  return (
    <form
      className="mapping-form"
      onSubmit={(event) => {
        event.preventDefault();
        let feed: unknown;
        try {
          feed = JSON.parse(text);
        } catch (error) {
          setReason((error as Error).message);
          return;
        }
        addFeed(feed).then(onDone, (error: Error) => setReason(error.message));
      }}
    >
      <code className="feeds-payload">{message.payload}</code>
      <fieldset disabled={written !== null}>
        <legend>{t("feeds.varies")}</legend>
        {message.topic.split("/").map((level, i) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a level is known by its place
            key={i}
            type="button"
            className="ghost"
            aria-pressed={draft.varying[i]}
            onClick={() => change({ varying: draft.varying.map((each, k) => (k === i ? !each : each)) })}
          >
            {level || "∅"}
          </button>
        ))}
      </fieldset>
      <fieldset disabled={written !== null} className="mapping-fields">
        <legend>{t("feeds.reading")}</legend>
        <Choice label={t("feeds.value")} value={draft.value} among={numbers} onChange={(value) => change({ value })} />
        <Choice
          label={t("feeds.time")}
          value={draft.time}
          among={times}
          none={t("feeds.arrival")}
          onChange={(time) => change({ time })}
        />
        <label>
          {t("feeds.unit")}
          <input type="text" value={draft.unit} onChange={(event) => change({ unit: event.target.value })} />
        </label>
      </fieldset>
      {!ownCode && (
        <fieldset disabled={written !== null}>
          <legend>{t("feeds.point")}</legend>
          {draft.code !== null && <strong>{fullNameOf(pointOf(draft.code))}</strong>}
          <Search
            label={t("feeds.choosePoint")}
            only={isPoint}
            onChoose={(slot) => change({ code: twinNow().nodes.columns.code[slot] })}
          />
        </fieldset>
      )}
      <Trial trial={trial} />
      <details>
        <summary>{t("feeds.byHand")}</summary>
        <textarea
          aria-label={t("feeds.byHand")}
          rows={14}
          spellCheck={false}
          value={text}
          onChange={(event) => setWritten(event.target.value)}
        />
        <p>
          <button type="button" className="ghost" onClick={() => void navigator.clipboard?.writeText(text)}>
            {t("feeds.copy")}
          </button>
          {written !== null && (
            <button type="button" className="ghost" onClick={() => setWritten(null)}>
              {t("feeds.backToForm")}
            </button>
          )}
        </p>
      </details>
      {reason && <p role="alert">{reason}</p>}
      <p className="mapping-actions">
        <button type="submit" className="primary" disabled={!trial.readings.some(taking)}>
          {t("feeds.add")}
        </button>
        <button type="button" className="ghost" onClick={onDone}>
          {t("feeds.cancel")}
        </button>
      </p>
    </form>
  );
}

const taking = ({ refused }: TriedReading): boolean => refused === null;

/** A path out of those found, or one written by hand where none was. */
function Choice(props: {
  label: string;
  value: string;
  among: readonly string[];
  none?: string;
  onChange: (path: string) => void;
}) {
  const { label, value, among, none, onChange } = props;
  const id = useId();
  return (
    <div className="mapping-choice">
      <label htmlFor={id}>{label}</label>
      {among.length > 0 ? (
        <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
          {none !== undefined && <option value="">{none}</option>}
          {among.map((path) => (
            <option key={path} value={path}>
              {path === "" ? "·" : path}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type="text"
          placeholder={none}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </div>
  );
}

interface Tried {
  readings: readonly TriedReading[];
  reason: string;
}

function Trial({ trial: { readings, reason } }: { trial: Tried }) {
  const { t } = useTranslation();
  return (
    <section className="mapping-trial" aria-label={t("feeds.trial")}>
      <h3>{t("feeds.trial")}</h3>
      <div role="status">
        {reason && <p className="is-refused">{reason}</p>}
        {!reason && readings.length === 0 && <p className="quiet">{t("feeds.nothing")}</p>}
        {readings.slice(0, 20).map(({ code, value, time, unit, refused }, i) => {
          const slot = pointOf(code);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: readings of one message have no other name
            <p key={i} className={refused === null ? undefined : "is-refused"}>
              {slot >= 0 ? fullNameOf(slot) : code} · {number(value, 3)}{" "}
              {unit ?? (slot >= 0 ? unitOf(kindOf(slot)) : "")} ·{" "}
              {time === null ? t("feeds.arrival") : clock(time, true)}
              {refused !== null && ` · ${reasonWords(refused, t)}`}
            </p>
          );
        })}
      </div>
    </section>
  );
}

/** What the hub would take of the message, asked again after the hand has rested. */
function useTrial(text: string, { topic, payload }: UnmappedTopic): Tried {
  const [trial, setTrial] = useState<Tried>({ readings: [], reason: "" });
  useEffect(() => {
    let late = false;
    const timer = setTimeout(async () => {
      let next: Tried;
      try {
        next = { ...(await tryFeed(JSON.parse(text), topic, payload)), reason: "" };
      } catch (error) {
        next = { readings: [], reason: (error as Error).message };
      }
      if (!late) setTrial(next);
    }, REST_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [text, topic, payload]);
  return trial;
}
