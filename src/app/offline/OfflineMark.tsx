// Over the field room's map: that there is no network and how old what is shown is; and that a newer build of the app waits.

import { useTranslation } from "react-i18next";
import { age, clock, day } from "../format.ts";
import { LinkBanner } from "../panels/LinkBadge.tsx";
import { useNow } from "../panels/useNow.ts";
import { useLive } from "../stores/live.ts";
import { useOffline } from "../stores/offline.ts";
import { useReplay } from "../stores/replay.ts";
import { takeNewer } from "./install.ts";

export function OfflineMark() {
  const { t } = useTranslation();
  const now = useNow(5000);
  const { fromKept, asOf, newer } = useOffline();
  const { link, linkSince } = useLive();
  const replaying = useReplay((store) => store.replay !== null);
  const since = fromKept ? asOf : linkSince;
  const isToday = day(since) === day(now);
  return (
    <>
      {(fromKept || link === "lost") && !replaying ? (
        <div className="link-banner offline-mark" role="alert">
          <strong>{t("offline.mark", { time: isToday ? minute(since) : `${day(since)} ${minute(since)}` })}</strong>
          <span>{t("offline.means", { age: age(now - since) })}</span>
        </div>
      ) : (
        <LinkBanner />
      )}
      {newer && (
        <div className="link-banner newer-mark" role="status">
          <span>{t("offline.newer")}</span>
          <button type="button" className="ghost" onClick={() => void takeNewer()}>
            {t("offline.takeNewer")}
          </button>
        </div>
      )}
    </>
  );
}

/** hh:mm in the scene's zone. */
const minute = (time: number): string => clock(time).slice(0, 5);
