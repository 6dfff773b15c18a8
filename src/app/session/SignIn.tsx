// The sign-in screen: name and password, the organisation's own way, or a person of the demonstration.

import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage, say, setLanguage } from "../i18n/i18n.ts";
import { useSession } from "../stores/session.ts";
import { PasswordForm } from "./PasswordForm.tsx";
import { beginAnew, signIn, signOut, switchDemo } from "./session.ts";

export function SignIn() {
  const { t } = useTranslation();
  const info = useSession((store) => store.info);
  const mustChange = info?.person?.mustChange === true;
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <h1>{t("app.name")}</h1>
        {mustChange ? (
          <>
            <p>{t("session.mustChange")}</p>
            <PasswordForm onDone={beginAnew} />
            <button type="button" className="ghost" onClick={() => void signOut()}>
              {t("session.signOut")}
            </button>
          </>
        ) : (
          info?.ways.password && <NameAndPassword />
        )}
        {info?.demo && (
          <section aria-label={t("session.demo")}>
            <h2>{t("session.demo")}</h2>
            <ul className="sign-in-demo">
              {info.demo.map(({ id, name }) => (
                <li key={id}>
                  <button type="button" className="ghost" onClick={() => void switchDemo(id)}>
                    {say(name)}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        <button
          type="button"
          className="ghost"
          lang={currentLanguage() === "en" ? "zh-CN" : "en"}
          onClick={() => setLanguage(currentLanguage() === "en" ? "zh" : "en")}
        >
          {t("nav.language")}
        </button>
      </div>
    </main>
  );
}

function NameAndPassword() {
  const { t } = useTranslation();
  const ways = useSession((store) => store.info?.ways);
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setBusy(true);
    setReason("");
    signIn(login, password).catch((error: Error) => {
      setReason(error.message);
      setPassword("");
      setBusy(false);
    });
  };
  return (
    <form onSubmit={submit}>
      <label>
        {t("session.login")}
        <input
          name="username"
          autoComplete="username"
          required
          maxLength={80}
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
      </label>
      <label>
        {t("session.password")}
        <input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={256}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </label>
      {reason && <p role="alert">{reason}</p>}
      <button type="submit" className="primary" disabled={busy}>
        {t(busy ? "session.signingIn" : "session.signIn")}
      </button>
      {ways?.oidc && (
        <a
          className="ghost sign-in-oidc"
          href={`/api/session/oidc?then=${encodeURIComponent(location.pathname + location.search)}`}
        >
          {t("session.oidc", { name: ways.oidc })}
        </a>
      )}
    </form>
  );
}
