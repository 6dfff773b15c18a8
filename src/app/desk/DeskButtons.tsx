// The ways to the desk in the title bar: the city's mode of operation, and the cases.

import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { keepFresh } from "../fresh.ts";
import { openDesk, useDesk } from "../stores/desk.ts";
import { useOpsMode } from "../stores/opsMode.ts";
import { useMay } from "../stores/session.ts";

const PACE = { restMs: 0, everyMs: 30_000 };

/** Whether the city runs as every day; a press leads to its plans. */
export function OpsModeBadge() {
  const { t } = useTranslation();
  const { mode, refresh } = useOpsMode();
  const mayCases = useMay("case.see");
  useEffect(() => (mayCases ? keepFresh("ops-mode", refresh, PACE).stop : undefined), [mayCases, refresh]);
  if (!mayCases || !mode) return null;
  return (
    <button
      type="button"
      className={`ops-mode ops-${mode.mode}`}
      title={mode.reason}
      onClick={() => openDesk("operations")}
    >
      {t(`opsMode.${mode.mode}`)}
      {mode.responseLevel !== null && ` ${t(`cases.level.${mode.responseLevel}`)}`}
    </button>
  );
}

export function CasesButton() {
  const { t } = useTranslation();
  const open = useDesk((store) => store.view !== null);
  const mayCases = useMay("case.see");
  if (!mayCases) return null;
  return (
    <button type="button" className="ghost cases-open" aria-expanded={open} onClick={() => openDesk("cases")}>
      {t("desk.open")}
    </button>
  );
}
