// What this person may do with the case now. Somebody else may be faster: then what they did is shown, and nothing typed is lost.

import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseEvent, CaseFile, OfferedAction } from "../../twin/cases/shapes.ts";
import { HubRefusal, refusalWords, whyNot } from "../api.ts";
import { newKey } from "../desk/ask.ts";
import { clock } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { pathOf } from "../onsite/path.ts";
import { TaskPath } from "../onsite/TaskPath.tsx";
import { offeredAhead, versionAhead } from "../outbox/item.ts";
import { hand } from "../outbox/outbox.ts";
import { useOutbox } from "../stores/outbox.ts";
import { mayNow } from "../stores/session.ts";
import { useView } from "../stores/view.ts";
import { actOnCase } from "./api.ts";
import { classOf, flowOf } from "./catalogue.ts";
import { FieldInput } from "./FieldInput.tsx";
import { isPlain, useCaseWords } from "./words.ts";

interface Props {
  file: CaseFile;
  /** The newer file after a deed. */
  onFile(file: CaseFile): void;
  /** The case has moved on: it must be read again. */
  onStale(): void;
}

export function Actions({ file, onFile, onStale }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string | null>(null);
  const { items } = useOutbox();
  const flow = flowOf(file.flow);
  const offered = offeredAhead(file, flow, items, mayNow);
  const inField = useView((store) => store.room === "field");
  const path = inField ? pathOf(file, flow, offered, items) : null;
  const isAhead = items.some(({ caseId }) => caseId === file.id);
  const open = offered.filter(({ refused }) => refused === null);
  // What is never theirs to do is not worth a word.
  const closed = offered.filter(({ refused }) => refused !== null && refused.code !== "not-allowed");
  const action = open.find(({ id }) => id === chosen);
  // The way on stands out; what leads aside does not.
  const first = open.find(({ to }) => leadsOn(file, to));
  return (
    <section className="case-actions" aria-label={t("cases.actions")}>
      {path && <TaskPath path={path} onAction={setChosen} busy={chosen !== null} />}
      <div className="case-buttons">
        {open.length === 0 && (
          <p className="quiet">{t(file.end ? "cases.ended" : isAhead ? "outbox.nothingAhead" : "cases.nothingToDo")}</p>
        )}
        {open.length > 0 && isAhead && <p className="quiet">{t("outbox.ahead")}</p>}
        {open.map((offered) => (
          <button
            key={offered.id}
            type="button"
            className={offered === first && !path ? "primary" : "ghost"}
            aria-expanded={chosen === offered.id}
            onClick={() => setChosen(chosen === offered.id ? null : offered.id)}
          >
            {say(offered.name)}
          </button>
        ))}
      </div>
      {action && (
        <ActionForm
          key={action.id}
          file={file}
          action={action}
          onStale={onStale}
          onDone={(newer) => {
            // The answer may come when the next action's form is open already.
            setChosen((now) => (now === action.id ? null : now));
            // Without an answer it waits in the outbox: the case is as it was.
            if (newer) onFile(newer);
          }}
          onLeave={() => setChosen(null)}
        />
      )}
      {closed.length > 0 && !file.end && (
        <details className="case-refused">
          <summary>{t("cases.refusedActions", { count: closed.length })}</summary>
          <ul>
            {closed.map(({ id, name, refused }) => (
              <li key={id}>
                {say(name)}{" "}
                <span className="quiet">{refused && refusalWords(refused.code, refused.reason, refused.params)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Whether a state is further on the main way than the present one, not aside or back. */
function leadsOn(file: CaseFile, to: string | null): boolean {
  const flow = flowOf(file.flow);
  const state = flow?.states.find(({ id }) => id === to);
  const stepOf = (step: string): number => flow?.steps.findIndex(({ id }) => id === step) ?? -1;
  return state !== undefined && !state.side && to !== file.state && stepOf(state.step) >= stepOf(file.step);
}

/** What an action begins with: the units of the case's class, where it asks for units. */
function firstFields(file: CaseFile, action: OfferedAction): Record<string, unknown> {
  const entry = classOf(file.classKind, file.classCode);
  const fields: Record<string, unknown> = {};
  for (const { id, type } of action.fields) {
    if (type === "unit" && entry?.lead) fields[id] = file.leadUnit ?? entry.lead;
    if (type === "units" && entry?.co?.length) fields[id] = [...entry.co];
  }
  return fields;
}

/** In the field a deed is kept on the device first; elsewhere it goes to the hub at once. @returns null when it waits */
async function doAction(
  file: CaseFile,
  key: string,
  { id, name, to }: OfferedAction,
  fields: Record<string, unknown>,
): Promise<CaseFile | null> {
  if (useView.getState().room !== "field")
    return actOnCase(file.id, { key, version: file.version, action: id, fields });
  const version = versionAhead(file, useOutbox.getState().items);
  return hand<CaseFile>(file, key, { kind: "action", action: id, name, to, version, fields });
}

function ActionForm({
  file,
  action,
  onDone,
  onStale,
  onLeave,
}: {
  file: CaseFile;
  action: OfferedAction;
  onDone(file: CaseFile | null): void;
  onStale(): void;
  onLeave(): void;
}) {
  const { t } = useTranslation();
  const words = useCaseWords();
  const [fields, setFields] = useState(() => firstFields(file, action));
  const [reason, setReason] = useState("");
  const [meanwhile, setMeanwhile] = useState<CaseEvent[]>([]);
  const [sending, setSending] = useState(false);
  const key = useRef(newKey());
  const submit = async (): Promise<void> => {
    setSending(true);
    setReason("");
    try {
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      onDone(await doAction(file, key.current, action, given));
    } catch (error) {
      setReason(whyNot(error));
      if (error instanceof HubRefusal && error.code === "stale-version") {
        setMeanwhile((error.body.events as CaseEvent[] | undefined) ?? []);
        // What was refused was not done: the next try is another deed.
        key.current = newKey();
        onStale();
      }
    } finally {
      setSending(false);
    }
  };
  return (
    <form
      className="action-form"
      aria-label={say(action.name)}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {action.fields
        .filter(({ type }) => type !== "photos")
        .map((field) => (
          <FieldInput
            key={field.id}
            file={file}
            field={field}
            value={fields[field.id]}
            change={(value) => setFields((now) => ({ ...now, [field.id]: value }))}
          />
        ))}
      {isPlain(action) && action.fields.length === 0 && (
        <p className="quiet">{t("cases.confirm", { action: say(action.name) })}</p>
      )}
      {meanwhile.length > 0 && (
        <div className="meanwhile" role="status">
          <b>{t("cases.meanwhile")}</b>
          <ul>
            {meanwhile.map((event) => (
              <li key={event.seq}>
                {clock(event.at)} {words.person(event)}：{words.action(file, event.action)} →{" "}
                {words.state(file, event.to)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {reason && <p role="alert">{reason}</p>}
      <p className="form-buttons">
        <button type="submit" className="primary" disabled={sending}>
          {t("cases.submit", { action: say(action.name) })}
        </button>
        <button type="button" className="ghost" onClick={onLeave}>
          {t("cases.leave")}
        </button>
      </p>
    </form>
  );
}
