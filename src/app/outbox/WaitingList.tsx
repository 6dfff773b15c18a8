// Deeds that wait, each with what it is, of which case, and for how long; a refused one with its reason and the ways on.

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { refusalWords, whyNot } from "../api.ts";
import { age, clock } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { useNow } from "../panels/useNow.ts";
import { openCase } from "../stores/desk.ts";
import { showOutbox } from "../stores/outbox.ts";
import { type Deed, isUnborn, type OutboxItem } from "./item.ts";
import { discard, tryAgain } from "./outbox.ts";

/** @param ofOne leaves out which case it is */
export function WaitingList({ items, ofOne = false }: { items: readonly OutboxItem[]; ofOne?: boolean }) {
  const held = new Set<number>();
  return (
    <ul className="outbox-list">
      {items.map((item) => {
        const isHeld = held.has(item.caseId);
        if (item.refused) held.add(item.caseId);
        return (
          <li key={item.seq} className={item.refused ? "is-refused" : undefined}>
            <Waiting item={item} isHeld={isHeld} ofOne={ofOne} />
          </li>
        );
      })}
    </ul>
  );
}

function Waiting({ item, isHeld, ofOne }: { item: OutboxItem; isHeld: boolean; ofOne: boolean }) {
  const { t } = useTranslation();
  const now = useNow(5000);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const { refused, deed, tries } = item;
  const act = (deedOf: (item: OutboxItem) => Promise<void>) => async (): Promise<void> => {
    setBusy(true);
    setReason("");
    try {
      await deedOf(item);
    } catch (error) {
      setReason(whyNot(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {deed.kind === "photo" && <Picture deed={deed} />}
      <p className="outbox-what">
        <b>{deedWords(deed, t)}</b>
        {!ofOne && (
          <span>
            {item.title} <small className="quiet">{item.number}</small>
          </span>
        )}
        <span className={`outbox-state${refused ? " is-refused" : ""}`}>
          {t(stateOf(item, isHeld))}
          {" · "}
          <time dateTime={new Date(item.at).toISOString()}>{clock(item.at)}</time>
          {"（"}
          {t("worst.age", { age: age(now - item.at) })}
          {"）"}
        </span>
        {refused && <strong role="alert">{refusalWords(refused.code, refused.words, { ...refused.params })}</strong>}
        {!refused && tries > 0 && <small className="quiet">{t("outbox.tried", { count: tries })}</small>}
      </p>
      <p className="form-buttons">
        {refused && (
          <>
            {!isUnborn(item.caseId) && (
              <button
                type="button"
                className="ghost"
                onClick={() => {
                  showOutbox(false);
                  openCase(item.caseId);
                }}
              >
                {t("outbox.look")}
              </button>
            )}
            <button type="button" className="ghost" disabled={busy} onClick={act(tryAgain)}>
              {t(deed.kind === "action" ? "outbox.againNewest" : "outbox.again")}
            </button>
          </>
        )}
        <button type="button" className="ghost" disabled={busy} onClick={act(discard)}>
          {t("outbox.discard")}
        </button>
      </p>
      {reason && <p role="alert">{reason}</p>}
    </>
  );
}

/** Word below which it says how it stands with a deed. */
function stateOf({ refused, deed, caseId }: OutboxItem, isHeld: boolean): string {
  if (refused) return deed.kind === "report" ? "outbox.refusedReport" : "outbox.refused";
  if (isHeld) return "outbox.held";
  return isUnborn(caseId) && deed.kind !== "report" ? "outbox.waitingBirth" : "outbox.waiting";
}

function deedWords(deed: Deed, t: (key: string) => string): string {
  if (deed.kind === "action") return say(deed.name);
  if (deed.kind === "report") return t("outbox.report");
  return deed.kind === "message" ? `${t("outbox.message")}：${deed.text}` : t("outbox.photo");
}

function Picture({ deed }: { deed: Extract<Deed, { kind: "photo" }> }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([deed.bytes], { type: deed.type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [deed.bytes, deed.type]);
  return address === "" ? null : <img src={address} alt={t("outbox.photo")} />;
}
