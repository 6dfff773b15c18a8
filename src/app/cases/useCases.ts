// Lists and files of cases, kept fresh.

import i18next from "i18next";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { CaseFile, CaseFilter, CaseList, CaseRow } from "../../twin/cases/shapes.ts";
import { HubRefusal, whyNot } from "../api.ts";
import { clock } from "../format.ts";
import { useAnswer, useFresh } from "../fresh.ts";
import { keepAnswer, keptAnswer } from "../offline/keeping.ts";
import { useOutbox } from "../stores/outbox.ts";
import { fetchCase, fetchCases, type Sort } from "./api.ts";

/** Cases of a panel's list before one asks for more; as many of one's own a device carries. */
export const CASES_SHOWN = 20;
/** Under which a whole case is put by. */
export const keyOfCase = (id: number): string => `case ${id}`;

/** What is shown when the hub cannot be asked: what this device kept of an earlier answer, and words for when that was; null for none. */
async function instead<T>(key: string, error: unknown): Promise<{ value: T; words: string } | null> {
  const kept = error instanceof HubRefusal && error.status < 500 ? null : await keptAnswer<T>(key);
  return kept && { value: kept.value, words: i18next.t("offline.asOf", { time: clock(kept.at, true) }) };
}

export interface ShownCases {
  list: CaseList | null;
  reason: string;
  /** Takes the next page; null when there is none. */
  more: (() => void) | null;
  again: () => void;
}

export function useCases(filter: CaseFilter, sort: Sort, limit = 50): ShownCases {
  const [list, setList] = useState<CaseList | null>(null);
  const [later, setLater] = useState<CaseRow[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const key = JSON.stringify(filter);
  const load = useCallback(
    async (signal: AbortSignal) => {
      try {
        const got = await fetchCases(JSON.parse(key) as CaseFilter, sort, undefined, limit);
        if (signal.aborted) return;
        setList(got);
        setLater([]);
        setNext(got.next);
        setReason("");
        keepAnswer(`cases ${sort} ${key}`, got);
      } catch (error) {
        const kept = await instead<CaseList>(`cases ${sort} ${key}`, error);
        if (signal.aborted) return;
        if (kept) setList((now) => now ?? kept.value);
        setReason(kept?.words ?? whyNot(error));
      }
    },
    [key, sort, limit],
  );
  const again = useFresh("cases", load);
  const more = async (after: string): Promise<void> => {
    try {
      const got = await fetchCases(filter, sort, after, limit);
      setLater((rows) => [...rows, ...got.cases]);
      setNext(got.next);
    } catch (error) {
      setReason(whyNot(error));
    }
  };
  const all = useMemo(() => list && { ...list, cases: [...list.cases, ...later] }, [list, later]);
  return {
    list: all,
    reason,
    more: next === null ? null : () => void more(next),
    again,
  };
}

export function useCaseFile(id: number): {
  file: CaseFile | null;
  reason: string;
  again: () => void;
  take: (file: CaseFile) => void;
} {
  const [old, setOld] = useState<{ value: CaseFile; words: string } | null>(null);
  const ask = useCallback(async () => {
    try {
      const file = await fetchCase(id);
      keepAnswer(keyOfCase(id), file);
      return file;
    } catch (error) {
      setOld(await instead<CaseFile>(keyOfCase(id), error));
      throw error;
    }
  }, [id]);
  const { got, reason, anew, take } = useAnswer("cases", ask);
  useEffect(
    () =>
      useOutbox.subscribe(({ answered }, before) => {
        if (answered !== before.answered && answered?.id === id) take(answered);
      }),
    [id, take],
  );
  const file = got?.id === id ? got : null;
  if (!file && old?.value.id === id) return { file: old.value, reason: old.words, again: anew, take };
  return { file, reason, again: anew, take };
}
