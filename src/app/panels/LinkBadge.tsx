// The state of the link: a badge always, a banner when what is shown is no longer live.

import { useTranslation } from "react-i18next";
import { clock, number } from "../format.ts";
import { useLive } from "../stores/live.ts";
import { useOffline } from "../stores/offline.ts";
import { useReplay } from "../stores/replay.ts";
import { twinNow } from "../stores/twin.ts";
import { useNow } from "./useNow.ts";

export function LinkBadge() {
  const { t } = useTranslation();
  const link = useLive((store) => store.link);
  const fromKept = useOffline((store) => store.fromKept);
  const replaying = useReplay((store) => store.replay !== null);
  if (replaying)
    return (
      <span className="link-badge link-replay" role="status">
        <i aria-hidden="true" />
        {t("replay.badge")}
      </span>
    );
  return (
    <>
      <span className={`link-badge link-${link}`} role="status">
        <i aria-hidden="true" />
        {t(fromKept ? "offline.badge" : `link.${link}`)}
      </span>
      {link === "live" && twinNow().broker === null && <Canary />}
    </>
  );
}

/** A canary that has not come through for this long is missed, ms: three of them. */
const MISSED_MS = 15_000;
/** Whether one is missed is looked at this often, ms. */
const LOOK_MS = 3000;

/** How long a message takes from its publishing to the picture, as the last canary measured it. */
function Canary() {
  const { t } = useTranslation();
  const now = useNow(LOOK_MS);
  const canary = useLive((store) => store.canary);
  const since = useLive((store) => store.linkSince);
  const missed = now - Math.max(canary?.at ?? 0, since) > MISSED_MS;
  if (!canary && !missed) return null;
  return (
    <small className={`canary${missed ? " is-missed" : ""}`} title={t("link.canaryHint")}>
      {missed || !canary ? t("link.canaryMissed") : t("link.canary", { seconds: number(canary.ms / 1000, 1) })}
    </small>
  );
}

export function LinkBanner() {
  const { t } = useTranslation();
  const link = useLive((store) => store.link);
  const linkSince = useLive((store) => store.linkSince);
  const replaying = useReplay((store) => store.replay !== null);
  if (replaying || (link !== "lost" && link !== "source-lost")) return null;
  return (
    <div className="link-banner" role="alert">
      <strong>{t(link === "lost" ? "link.lostLong" : "link.sourceLostLong")}</strong>
      <span>
        {t("link.since", { time: clock(linkSince) })} · {t("link.retrying")}
      </span>
    </div>
  );
}
