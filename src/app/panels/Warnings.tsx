// Warnings in force as chips over the map: what, how severe, until when; an exercise or a test is told apart at once.

import { useTranslation } from "react-i18next";
import { infoFor } from "../../globe/layers/alertPackets.ts";
import { severityOfCap } from "../../twin/alerts.ts";
import { clock } from "../format.ts";
import { currentLanguage } from "../i18n/i18n.ts";
import { usePlaces } from "../stores/places.ts";
import { useReplay } from "../stores/replay.ts";
import { showWarning } from "../warnings.ts";
import { SeverityMark } from "./SeverityMark.tsx";

const SHOWN = 4;

export function Warnings() {
  const { t } = useTranslation();
  const alerts = usePlaces((store) => store.alerts);
  const replaying = useReplay((store) => store.replay !== null);
  // What is in force now says nothing of the moment replayed.
  if (alerts.length === 0 || replaying) return null;
  return (
    <section className="warnings" aria-label={t("warnings.title")}>
      {alerts.slice(0, SHOWN).map((alert) => {
        const info = infoFor(alert, currentLanguage());
        if (!info) return null;
        const until = Number.isFinite(info.expires) ? t("warnings.until", { time: clock(info.expires, true) }) : "";
        return (
          <button
            key={`${alert.sender} ${alert.identifier}`}
            type="button"
            className={alert.status === "Actual" ? "warning" : "warning warning-unreal"}
            title={info.description}
            onClick={() => showWarning(info)}
          >
            <SeverityMark severity={severityOfCap(info.severity)} />
            {alert.status !== "Actual" && <b>{t(`warnings.status.${alert.status}`)}</b>}
            <span>{info.headline || info.event}</span>
            <small>{until}</small>
          </button>
        );
      })}
      {alerts.length > SHOWN && <span className="quiet">{t("warnings.more", { count: alerts.length - SHOWN })}</span>}
    </section>
  );
}
