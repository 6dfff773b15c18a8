// What changed severity, newest first: a quiet line at the foot of the wall, each entry a way to its point.

import { useTranslation } from "react-i18next";
import { clock, reading, unitOf } from "../format.ts";
import { kindOf, nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { useLive } from "../stores/live.ts";
import { SeverityMark } from "./SeverityMark.tsx";

const SHOWN = 12;

export function Ticker() {
  const { t } = useTranslation();
  const ticker = useLive((store) => store.ticker);
  return (
    <section className="ticker" aria-label={t("ticker.title")}>
      <h2>{t("ticker.title")}</h2>
      {ticker.length === 0 ? (
        <p className="quiet">{t("ticker.none")}</p>
      ) : (
        <ul>
          {ticker.slice(0, SHOWN).map((change) => {
            const kind = kindOf(change.slot);
            return (
              <li key={change.key}>
                <button type="button" onClick={() => go(change.slot)}>
                  <time>{clock(change.time)}</time>
                  <SeverityMark severity={change.to} />
                  <span>{nameOf(change.slot)}</span>
                  <span className="ticker-value">
                    {change.to > change.from ? "▲" : "▼"} {reading(change.value, kind)} {unitOf(kind)}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
