// The state of the link: a badge always, a banner when what is shown is no longer live.

import { useTranslation } from "react-i18next";
import { clock } from "../format.ts";
import { useLive } from "../stores/live.ts";
import { useReplay } from "../stores/replay.ts";

export function LinkBadge() {
  const { t } = useTranslation();
  const link = useLive((store) => store.link);
  const replaying = useReplay((store) => store.replay !== null);
  if (replaying)
    return (
      <span className="link-badge link-replay" role="status">
        <i aria-hidden="true" />
        {t("replay.badge")}
      </span>
    );
  return (
    <span className={`link-badge link-${link}`} role="status">
      <i aria-hidden="true" />
      {t(`link.${link}`)}
    </span>
  );
}

export function LinkBanner() {
  const { t } = useTranslation();
  const { link, linkSince } = useLive();
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
