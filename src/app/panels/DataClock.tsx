// The clock of the data, not of the wall: latest source time seen, and a recording's own time beside it.

import { useTranslation } from "react-i18next";
import { clock } from "../format.ts";
import { useLive } from "../stores/live.ts";
import { useReplay } from "../stores/replay.ts";

/** As far as the clock shows it: what is below is no reason to render. */
const wholeSecond = (time = Number.NaN): number => Math.floor(time / 1000) * 1000;

export function DataClock() {
  const { t } = useTranslation();
  const dataTime = useLive((store) => wholeSecond(store.snapshot?.dataTime));
  const replayTime = useLive((store) => wholeSecond(store.snapshot?.replayTime));
  const link = useLive((store) => store.link);
  const replaying = useReplay((store) => store.replay !== null);
  const known = Number.isFinite(dataTime);
  return (
    <div className={`data-clock${link === "live" || replaying ? "" : " is-stale"}`}>
      {(known || !Number.isFinite(replayTime)) && (
        <div className="data-clock-live">
          <span className="data-clock-label">{t("clock.data")}</span>
          <time dateTime={known ? new Date(dataTime).toISOString() : undefined}>
            {known ? clock(dataTime, true) : t("clock.none")}
          </time>
        </div>
      )}
      {Number.isFinite(replayTime) && (
        <div className="live-replayed-text">
          <span className="data-clock-label">{t("clock.replay")}</span>
          <time dateTime={new Date(replayTime).toISOString()}>{clock(replayTime, true)}</time>
        </div>
      )}
    </div>
  );
}
