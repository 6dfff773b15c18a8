// How much time a case has left, or how long it is over: a clock that stands when the case's does.

import { useTranslation } from "react-i18next";
import type { CaseRow } from "../../twin/cases/shapes.ts";
import { age, clock } from "../format.ts";
import { useNow } from "../panels/useNow.ts";

/** Less than this left is told in the colour of a warning, ms. */
const SOON_MS = 1_800_000;

export function ClockChip({
  row,
}: {
  row: Pick<CaseRow, "dueAt" | "pausedAt" | "closedAt" | "end" | "handledAt" | "stateDueAt" | "overdue">;
}) {
  const { t } = useTranslation();
  const now = useNow(5000);
  if (row.end !== null) return row.overdue ? <span className="chip chip-late">{t("cases.wasOverdue")}</span> : null;
  if (row.pausedAt !== null) return <span className="chip chip-paused">{t("cases.paused")}</span>;
  const due = row.handledAt === null ? (row.dueAt ?? row.stateDueAt) : row.stateDueAt;
  if (due === null) return null;
  const left = due - now;
  const look = left < 0 ? "chip-late" : left < SOON_MS ? "chip-soon" : "";
  return (
    <span className={`chip ${look}`} title={t("cases.dueAt", { time: clock(due, true) })}>
      {t(left < 0 ? "cases.overdueBy" : "cases.left", { time: age(Math.abs(left)) })}
    </span>
  );
}
