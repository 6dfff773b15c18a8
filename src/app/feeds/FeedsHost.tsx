// The button that tells of unknown topics, and the dialog behind it, loaded when somebody first opens it.

import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useFeeds } from "../stores/feeds.ts";
import { useLive } from "../stores/live.ts";
import { useMay } from "../stores/session.ts";

const FeedsDialog = lazy(() => import("./FeedsDialog.tsx"));

export function FeedsButton() {
  const { t } = useTranslation();
  const unmapped = useLive((store) => store.status?.unmapped ?? 0);
  const [see, change] = [useMay("hub.see"), useMay("feed.change")];
  if (!see && !change) return null;
  return (
    <button type="button" className="ghost feeds-button" onClick={() => useFeeds.setState({ open: true })}>
      {t("feeds.open")}
      {unmapped > 0 && <span className="feeds-count">{t("feeds.unmappedCount", { count: unmapped })}</span>}
    </button>
  );
}

export function FeedsHost() {
  const open = useFeeds((store) => store.open);
  if (!open) return null;
  return (
    <Suspense fallback={null}>
      <FeedsDialog />
    </Suspense>
  );
}
