// What can be done to alarms: the buttons of the deeds that fit, and the few words some of them ask for first.

import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlarmRow } from "../../twin/alarms/shapes.ts";
import { refusalWords, whyNot } from "../api.ts";
import { age, number } from "../format.ts";
import { mayNow, useSession } from "../stores/session.ts";
import { twinNow } from "../stores/twin.ts";
import { doDeed } from "./api.ts";
import { DEED_CHOICES, type DeedChoice } from "./deeds.ts";

interface Props {
  /** Alarms a deed is offered for. */
  alarms: readonly AlarmRow[];
  /** All that it is done to: groups with their members. @throws Error */
  whole(): Promise<readonly AlarmRow[]>;
  /** Ids of deeds to offer; without, all. */
  only?: readonly string[];
  onDone(): void;
}

export function DeedBar({ alarms, whole, only, onDone }: Props) {
  const { t } = useTranslation();
  // Another person, other deeds.
  useSession((store) => store.info);
  const [asking, setAsking] = useState<DeedChoice | null>(null);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState("");
  const offered = DEED_CHOICES.filter(
    (deed) => mayNow(deed.permission) && (!only || only.includes(deed.id)) && alarms.some((alarm) => deed.fits(alarm)),
  );
  const carryOut = async (deed: DeedChoice, more: Record<string, unknown>): Promise<void> => {
    setBusy(true);
    setTold("");
    try {
      const fitting = (await whole()).filter((alarm) => deed.fits(alarm));
      const { refused } = await doDeed(deed.path, fitting, { ...deed.more, ...more });
      setAsking(null);
      if (refused.length > 0)
        setTold(t("alarms.someRefused", { count: refused.length, reason: refusalWords(refused[0].code) }));
    } catch (error) {
      setTold(whyNot(error));
    }
    setBusy(false);
    onDone();
  };
  return (
    <div className="deed-bar">
      {offered.map((deed) => (
        <button
          key={deed.id}
          type="button"
          className={deed.id === "acknowledge" ? "primary" : "ghost"}
          disabled={busy}
          aria-expanded={deed.asks === "nothing" ? undefined : asking === deed}
          onClick={() => (deed.asks === "nothing" ? void carryOut(deed, {}) : setAsking(asking === deed ? null : deed))}
        >
          {t(`alarms.deed.${deed.id}`)}
        </button>
      ))}
      {told && (
        <p role="alert" className="is-refused">
          {told}
        </p>
      )}
      {asking && (
        <DeedForm
          key={asking.id}
          deed={asking}
          busy={busy}
          onCancel={() => setAsking(null)}
          onSend={(more) => void carryOut(asking, more)}
        />
      )}
    </div>
  );
}

function DeedForm({
  deed,
  busy,
  onSend,
  onCancel,
}: {
  deed: DeedChoice;
  busy: boolean;
  onSend(more: Record<string, unknown>): void;
  onCancel(): void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { choicesMinutes, mostMinutes } = twinNow().built.scene.alarms.shelving;
  const [minutes, setMinutes] = useState(choicesMinutes[0]);
  const [words, setWords] = useState("");
  const field = useRef<HTMLInputElement>(null);
  // The person has just asked for it.
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      className="deed-form"
      aria-label={t(`alarms.deed.${deed.id}`)}
      onSubmit={(event) => {
        event.preventDefault();
        onSend(
          deed.asks === "text" ? { text: words } : { reason: words, ...(deed.asks === "time" ? { minutes } : {}) },
        );
      }}
    >
      {deed.asks === "time" && (
        <fieldset>
          <legend>{t("alarms.howLong", { most: number(mostMinutes / 60) })}</legend>
          {choicesMinutes.map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name={`${id}-minutes`}
                checked={minutes === choice}
                onChange={() => setMinutes(choice)}
              />
              {age(choice * 60_000)}
            </label>
          ))}
        </fieldset>
      )}
      <label htmlFor={id}>{t(deed.asks === "text" ? "alarms.comment" : "alarms.why")}</label>
      <input
        id={id}
        ref={field}
        required
        maxLength={500}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
      <span className="deed-form-buttons">
        <button type="submit" className="primary" disabled={busy || words.trim() === ""}>
          {t(`alarms.deed.${deed.id}`)}
        </button>
        <button type="button" className="ghost" onClick={onCancel}>
          {t("alarms.cancel")}
        </button>
      </span>
    </form>
  );
}
