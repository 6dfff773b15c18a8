// One's own password, changed.

import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../stores/session.ts";
import { changePassword } from "./session.ts";

export function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const length = useSession((store) => store.info?.ways.passwordLength ?? 12);
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (next !== again) {
      setReason(t("session.notSame"));
      return;
    }
    changePassword(current, next).then(onDone, (error: Error) => setReason(error.message));
  };
  const field = (label: string, name: string, value: string, change: (text: string) => void) => (
    <label>
      {label}
      <input
        type="password"
        autoComplete={name}
        required
        maxLength={256}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
    </label>
  );
  return (
    <form onSubmit={submit}>
      {field(t("session.current"), "current-password", current, setCurrent)}
      {field(t("session.next", { length }), "new-password", next, setNext)}
      {field(t("session.again"), "new-password", again, setAgain)}
      {reason && <p role="alert">{reason}</p>}
      <button type="submit" className="primary">
        {t("session.change")}
      </button>
    </form>
  );
}
