// People one may manage: added, given grants, disabled and let in again, given a new first password.

import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import type { PersonInfo, peopleAnswer } from "../../twin/access/shapes.ts";
import { askHub, sendHub } from "../api.ts";
import { say } from "../i18n/i18n.ts";
import { fullNameOf } from "../names.ts";
import { twinNow } from "../stores/twin.ts";
import { GrantsForm } from "./GrantsForm.tsx";
import { PersonForm } from "./PersonForm.tsx";
import { SessionDialog } from "./SessionHost.tsx";

export type PeopleAnswer = z.infer<typeof peopleAnswer>;
type Grant = PersonInfo["grants"][number];

export default function PeopleDialog() {
  const { t } = useTranslation();
  const [answer, setAnswer] = useState<PeopleAnswer>({ people: [], roles: [] });
  const [reason, setReason] = useState("");
  const [adding, setAdding] = useState(false);
  const again = useCallback(
    () =>
      askHub<PeopleAnswer>("/api/people").then(
        (next) => {
          setAnswer(next);
          setReason("");
        },
        (error: Error) => setReason(error.message),
      ),
    [],
  );
  useEffect(() => void again(), [again]);
  return (
    <SessionDialog title={t("people.title")}>
      {reason && <p role="alert">{reason}</p>}
      {adding ? (
        <PersonForm
          roles={answer.roles}
          onDone={() => {
            setAdding(false);
            void again();
          }}
        />
      ) : (
        <button type="button" className="ghost" onClick={() => setAdding(true)}>
          {t("people.add")}
        </button>
      )}
      <ul className="people-list" aria-label={t("people.title")}>
        {answer.people.map((person) => (
          <Person key={person.id} person={person} roles={answer.roles} onChanged={again} />
        ))}
      </ul>
    </SessionDialog>
  );
}

function Person({
  person,
  roles,
  onChanged,
}: {
  person: PersonInfo;
  roles: PeopleAnswer["roles"];
  onChanged: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [editing, setEditing] = useState<"grants" | "password" | null>(null);
  const [password, setPassword] = useState("");
  const change = (what: object): Promise<void> =>
    sendHub("PATCH", `/api/people/${encodeURIComponent(person.id)}`, {
      key: crypto.randomUUID(),
      version: person.version,
      ...what,
    })
      .then(() => {
        setReason("");
        setEditing(null);
        setPassword("");
        return onChanged();
      })
      .catch((error: Error) => setReason(error.message));
  return (
    <li className={person.enabled ? undefined : "is-off"}>
      <strong>{person.name}</strong>
      <code>{person.login}</code>
      {!person.enabled && <span className="quiet">{t("people.disabled")}</span>}
      <span className="quiet">{person.grants.map((grant) => grantWords(grant, roles, t)).join("；")}</span>
      <span className="people-deeds">
        <button type="button" className="ghost" onClick={() => setEditing(editing === "grants" ? null : "grants")}>
          {t("people.grants")}
        </button>
        <button type="button" className="ghost" onClick={() => setEditing(editing === "password" ? null : "password")}>
          {t("people.resetPassword")}
        </button>
        <button type="button" className="ghost" onClick={() => void change({ enabled: !person.enabled })}>
          {t(person.enabled ? "people.disable" : "people.enable")}
        </button>
      </span>
      {editing === "grants" && (
        <GrantsForm grants={person.grants} roles={roles} onSave={(grants) => void change({ grants })} />
      )}
      {editing === "password" && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void change({ password });
          }}
        >
          <label>
            {t("people.firstPassword")}
            <input
              type="text"
              autoComplete="off"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
          <button type="submit" className="primary">
            {t("people.save")}
          </button>
        </form>
      )}
      {reason && <p role="alert">{reason}</p>}
    </li>
  );
}

function grantWords(
  { role, place, unit, clearance }: Grant,
  roles: PeopleAnswer["roles"],
  t: (key: string, words?: Record<string, unknown>) => string,
): string {
  const { nodes, built } = twinNow();
  const slot = nodes.slotOf(place);
  const named = roles.find(({ id }) => id === role);
  const owner = built.scene.owners.find(({ id }) => id === unit);
  return [
    named ? say(named.name) : role,
    slot >= 0 ? fullNameOf(slot) : place,
    ...(unit === null ? [] : [owner ? say(owner.name) : unit]),
    t("people.clearance", { clearance }),
  ].join(" · ");
}
