// How live a figure is, in one word with its own look: live, delayed, stale, simulated, replayed, estimated.

import { useTranslation } from "react-i18next";
import { type Liveness, livenessOf } from "../../twin/flags.ts";
import { useLive } from "../stores/live.ts";
import { useReplay } from "../stores/replay.ts";

/** Without a link nothing is live, whatever the flags said last. */
export function useLiveness(flags: number, known = true): Liveness | "none" {
  const link = useLive((store) => store.link);
  const replaying = useReplay((store) => store.replay !== null);
  if (!known) return "none";
  if (replaying) return livenessOf(flags);
  return link === "lost" || link === "source-lost" ? "stale" : livenessOf(flags);
}

export function LivenessTag({ liveness }: { liveness: Liveness | "none" }) {
  const { t } = useTranslation();
  return <span className={`live-tag live-${liveness}`}>{t(`liveness.${liveness}`)}</span>;
}
