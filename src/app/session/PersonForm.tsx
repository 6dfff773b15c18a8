// A new person: name, sign-in name, first password, grants.

import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonInfo } from "../../twin/access/shapes.ts";
import { sendHub } from "../api.ts";
import { GrantsForm, specOf } from "./GrantsForm.tsx";
import type { PeopleAnswer } from "./PeopleDialog.tsx";

export function PersonForm({ roles, onDone }: { roles: PeopleAnswer["roles"]; onDone: () => void }) {
  const { t } = useTranslation();
  const [key] = useState(() => crypto.randomUUID());
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [grants, setGrants] = useState<PersonInfo["grants"]>([]);
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const person = { key, name, login, grants: grants.map(specOf), ...(password ? { password } : {}) };
    sendHub("POST", "/api/people", person).then(onDone, (error: Error) => setReason(error.message));
  };
  return (
    <form className="person-form" aria-label={t("people.add")} onSubmit={submit}>
      <label>
        {t("people.name")}
        <input required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        {t("session.login")}
        <input
          required
          maxLength={80}
          autoComplete="off"
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
      </label>
      <label>
        {t("people.firstPassword")}
        <input type="text" autoComplete="off" value={password} onChange={(event) => setPassword(event.target.value)} />
      </label>
      <GrantsForm grants={grants} roles={roles} onChange={setGrants} />
      {reason && <p role="alert">{reason}</p>}
      <button type="submit" className="primary">
        {t("people.save")}
      </button>
      <button type="button" className="ghost" onClick={onDone}>
        {t("people.cancel")}
      </button>
    </form>
  );
}
