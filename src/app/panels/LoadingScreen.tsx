// What is on screen before a city is: what is being done, how far, or what went wrong and what to do.

import { useTranslation } from "react-i18next";
import { startTwin } from "../start.ts";
import { useTwin } from "../stores/twin.ts";

export function LoadingScreen() {
  const { t } = useTranslation();
  const { stage, progress, reason } = useTwin();
  if (stage === "failed")
    return (
      <main className="loading" role="alert">
        <h1>{t("app.failed")}</h1>
        <p className="loading-reason">{reason}</p>
        <button type="button" className="primary" onClick={() => void startTwin()}>
          {t("app.retry")}
        </button>
      </main>
    );
  return (
    <main className="loading" aria-busy="true">
      <h1>{t("app.name")}</h1>
      <p role="status">{t(stage === "scene" ? "app.loadingScene" : "app.loadingNodes")}</p>
      <progress aria-label={t("app.loading")} value={progress > 0 ? progress : undefined} />
    </main>
  );
}
