// The last day of one point as a line, from the hub's history; nothing where the hub keeps none.

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Kind } from "../../twin/scene/schema.ts";
import { Sparkline } from "../panels/Sparkline.tsx";
import type { Sample } from "../panels/useRecent.ts";
import { useRecords } from "../stores/session.ts";
import { fetchTrend, type TrendSeries } from "../trend/series.ts";

const DAY_MS = 86_400_000;
const POINTS = 288;
/** A day is read again this often, ms. */
const AGAIN_MS = 300_000;

/** Steps longer than three usual ones are gaps. */
function usualGap(t: readonly number[]): number {
  const steps = t.slice(1).map((time, i) => time - t[i]);
  steps.sort((a, b) => a - b);
  return 3 * (steps[steps.length >> 1] ?? DAY_MS);
}

export function DayTrend({ slot, kind }: { slot: number; kind: Kind | undefined }) {
  const { t } = useTranslation();
  const [day, setDay] = useState<TrendSeries | null>(null);
  const isKept = useRecords();
  useEffect(() => {
    if (!isKept) return;
    const abort = new AbortController();
    const load = (): void => {
      const now = Date.now();
      fetchTrend([slot], now - DAY_MS, now, POINTS, abort.signal).then(
        ({ series }) => setDay(series[0] ?? null),
        // Without a history, or without the hub, the last minutes above are what there is.
        () => undefined,
      );
    };
    setDay(null);
    load();
    const timer = setInterval(load, AGAIN_MS);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [slot, isKept]);
  if (!day || day.t.length < 2) return null;
  const samples = day.t.flatMap((time, i): Sample[] => {
    const value = day.v[i];
    return value === null ? [] : [{ t: time, v: value }];
  });
  return (
    <section aria-label={t("onsite.day")}>
      <h3>{t("onsite.day")}</h3>
      <Sparkline samples={samples} kind={kind} gapMs={usualGap(day.t)} withDate />
    </section>
  );
}
