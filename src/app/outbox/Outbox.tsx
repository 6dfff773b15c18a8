// The outbox in the field room: its count in the head, its list over the room, and what of one case waits beside that case.

import { useTranslation } from "react-i18next";
import { number } from "../format.ts";
import { showOutbox, useOutbox } from "../stores/outbox.ts";
import { useMay } from "../stores/session.ts";
import { sendWaiting } from "./outbox.ts";
import { WaitingList } from "./WaitingList.tsx";

/** Nothing for whoever may see no cases. */
export function OutboxButton() {
  const { t } = useTranslation();
  const { items, open } = useOutbox();
  const stopped = items.filter(({ refused }) => refused).length;
  if (!useMay("case.see")) return null;
  return (
    <button
      type="button"
      className={`ghost outbox-button${stopped > 0 ? " is-refused" : items.length > 0 ? " is-waiting" : ""}`}
      aria-expanded={open}
      aria-label={t(stopped > 0 ? "outbox.countRefused" : "outbox.count", { count: items.length, stopped })}
      onClick={() => showOutbox(!open)}
    >
      {t("outbox.short")} <b>{number(items.length)}</b>
    </button>
  );
}

export function OutboxPanel() {
  const { t } = useTranslation();
  const { items, open, fault, sending } = useOutbox();
  if (!open) return null;
  return (
    <section className="outbox" aria-label={t("outbox.title")}>
      <header className="desk-head">
        <h2>
          {t("outbox.title")} <small>{number(items.length)}</small>
        </h2>
        <span className="form-buttons">
          <button
            type="button"
            className="ghost"
            disabled={sending || items.length === 0}
            onClick={() => void sendWaiting()}
          >
            {t(sending ? "outbox.sending" : "outbox.sendNow")}
          </button>
          <button type="button" className="ghost" onClick={() => showOutbox(false)}>
            {t("nav.close")}
          </button>
        </span>
      </header>
      <div className="desk-scroll">
        {fault && <p role="alert">{fault}</p>}
        <p className="quiet">{t(items.length === 0 ? "outbox.empty" : "outbox.hint")}</p>
        <WaitingList items={items} />
      </div>
    </section>
  );
}

/** What of a case waits; nothing when nothing does. */
export function CaseOutbox({ caseId }: { caseId: number }) {
  const { t } = useTranslation();
  const { items } = useOutbox();
  const mine = items.filter((item) => item.caseId === caseId);
  if (mine.length === 0) return null;
  return (
    <section className="case-outbox" aria-label={t("outbox.ofCase")} role="status">
      <h3>
        {t("outbox.ofCase")} <small>{number(mine.length)}</small>
      </h3>
      <WaitingList items={mine} ofOne />
    </section>
  );
}
