// What the hub knows of indicators: figures of the places below, and how one went. Asked only while somebody looks.

import { useEffect, useMemo, useState } from "react";
import type {
  BaselinesAnswer,
  IndicatorBaseline,
  IndicatorSeries,
  IndicatorsAnswer,
} from "../../twin/indicatorShapes.ts";
import { askHub } from "../api.ts";
import { queryOf } from "../desk/ask.ts";
import { useAnswer } from "../fresh.ts";
import { useReplay } from "../stores/replay.ts";
import { useRecords } from "../stores/session.ts";
import { twinNow } from "../stores/twin.ts";
import { usePlaceShown, usePlaceWritten } from "./place.ts";

/** Figures are asked for this often, and courses; ms. */
const FIGURES_MS = 10_000;
const SERIES_MS = 60_000;
const BASELINE_MS = 300_000;
const HOUR_MS = 3_600_000;

export interface Asked<T> {
  answer: T | null;
  /** Why there is none. */
  reason: string;
}

/** Asks now and then every so often, until what is asked changes or nobody looks. @param question all that is asked; empty: nothing is */
function useAsked<T>(question: string, everyMs: number, ask: () => Promise<T>): Asked<T> {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question says all that is asked
  const asking = useMemo(() => (question === "" ? null : ask), [question]);
  const { got, isOfThis, reason } = useAnswer("indicators", asking, { restMs: 0, everyMs });
  // What was answered to another question is no answer to this one, nor is an old one when the last asking failed.
  return { answer: isOfThis && reason === "" ? got : null, reason };
}

/** @param place code of a place */
export function useFigures(place: string): Asked<IndicatorsAnswer> {
  const path = `/api/indicators${queryOf({ place })}`;
  return useAsked(path, FIGURES_MS, () => askHub<IndicatorsAnswer>(path));
}

/** Baselines of one place and time, asked for once for all figures that show them. */
let asking: { path: string; answer: Promise<BaselinesAnswer> } | undefined;
function askBaselines(path: string): Promise<BaselinesAnswer> {
  if (asking?.path !== path) {
    const answer = askHub<BaselinesAnswer>(path);
    asking = { path, answer };
    answer.catch(() => {
      asking = undefined;
    });
  }
  return asking.answer;
}

/** What an indicator usually is in the place in hand at this hour. @returns undefined while not known; null where none is kept */
export function useBaseline(id: string): IndicatorBaseline | null | undefined {
  const [shown, written] = [usePlaceShown(), usePlaceWritten()];
  const past = useReplay((store) => store.replay?.at ?? Number.NaN);
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), BASELINE_MS);
    return () => clearInterval(timer);
  }, []);
  // The past may run fast.
  const step = Number.isFinite(past) ? HOUR_MS : BASELINE_MS;
  const at = Math.floor((Number.isFinite(past) ? past : Date.now()) / step) * step;
  const path = `/api/indicators/baselines${queryOf({ place: twinNow().nodes.columns.code[written], at })}`;
  const isKept = useRecords();
  const { answer, reason } = useAsked(isKept ? path : "", BASELINE_MS, () => askBaselines(path));
  if (!isKept || shown !== written || reason) return null;
  return answer ? (answer.baselines.find((one) => one.id === id) ?? null) : undefined;
}

/** How indicators went in a place until now, or until the moment replayed. */
export function useCourse(ids: readonly string[], place: string, hours: number): Asked<IndicatorSeries[]> {
  const past = useReplay((store) => store.replay?.at ?? Number.NaN);
  const minute = Number.isFinite(past) ? Math.ceil(past / SERIES_MS) * SERIES_MS : Number.NaN;
  return useAsked(`${ids.join(",")} ${place} ${hours} ${minute}`, SERIES_MS, () => {
    const to = Number.isFinite(minute) ? minute : Math.ceil(Date.now() / SERIES_MS) * SERIES_MS;
    const query = queryOf({ place, from: to - hours * HOUR_MS, to });
    return Promise.all(ids.map((id) => askHub<IndicatorSeries>(`/api/indicators/${id}/series${query}`)));
  });
}
