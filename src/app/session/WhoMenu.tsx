// Who one is, at the head of every room: roles of a demonstration one click away, the password, people, the log, signing out.

import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage, say } from "../i18n/i18n.ts";
import { useMay, useSession } from "../stores/session.ts";
import { signOut, switchDemo } from "./session.ts";

export function WhoMenu() {
  const { t } = useTranslation();
  const info = useSession((store) => store.info);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const people = useMay("people.manage");
  const audit = useMay("audit.see");
  useEffect(() => {
    if (!open) return;
    const away = (event: Event): void => {
      const byKey = event instanceof KeyboardEvent;
      if (byKey ? event.key !== "Escape" : box.current?.contains(event.target as Node)) return;
      // Closes the menu, and does not leave the place on the map too.
      if (byKey) event.stopPropagation();
      setOpen(false);
    };
    addEventListener("pointerdown", away);
    addEventListener("keydown", away, true);
    return () => {
      removeEventListener("pointerdown", away);
      removeEventListener("keydown", away, true);
    };
  }, [open]);
  // Without a database there is nobody to be.
  if (!info?.person || (info.person.kind === "visitor" && !info.demo)) return null;
  const { person, demo } = info;
  const name = currentLanguage() === "en" ? (person.nameEn ?? person.name) : person.name;
  const choose = (dialog: "people" | "audit" | "password"): void => {
    setOpen(false);
    useSession.setState({ dialog });
  };
  return (
    <div className="who" ref={box}>
      <button
        type="button"
        className="ghost"
        aria-expanded={open}
        aria-label={t("session.who", { name })}
        onClick={() => setOpen(!open)}
      >
        {name}
      </button>
      {open && (
        <section className="who-menu" aria-label={t("session.menu")}>
          <p className="quiet">{info.grants.map(({ roleName }) => say(roleName)).join(" · ")}</p>
          {demo && (
            <>
              <h3>{t("session.demo")}</h3>
              <ul>
                {demo.map((one) => (
                  <li key={one.id}>
                    <button
                      type="button"
                      className="ghost"
                      aria-current={person.id === `demo:${one.id}` ? "true" : undefined}
                      onClick={() => void switchDemo(one.id)}
                    >
                      {say(one.name)}
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
          {people && (
            <button type="button" className="ghost" onClick={() => choose("people")}>
              {t("people.title")}
            </button>
          )}
          {audit && (
            <button type="button" className="ghost" onClick={() => choose("audit")}>
              {t("audit.title")}
            </button>
          )}
          {person.kind === "person" && (
            <button type="button" className="ghost" onClick={() => choose("password")}>
              {t("session.changePassword")}
            </button>
          )}
          {person.kind !== "visitor" && (
            <button type="button" className="ghost" onClick={() => void signOut()}>
              {t("session.signOut")}
            </button>
          )}
        </section>
      )}
    </div>
  );
}
