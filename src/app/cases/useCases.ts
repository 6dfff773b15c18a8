// Lists and files of cases, kept fresh.

import { useCallback, useEffect, useState } from "react";
import type { CaseFile, CaseFilter, CaseList, CaseRow } from "../../twin/cases/shapes.ts";
import { whyNot } from "../api.ts";
import { useAnswer, useFresh } from "../fresh.ts";
import { useOutbox } from "../stores/outbox.ts";
import { fetchCase, fetchCases, type Sort } from "./api.ts";

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
      } catch (error) {
        if (!signal.aborted) setReason(whyNot(error));
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
  return {
    list: list && { ...list, cases: [...list.cases, ...later] },
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
  const ask = useCallback(() => fetchCase(id), [id]);
  const { got, reason, anew, take } = useAnswer("cases", ask);
  useEffect(
    () =>
      useOutbox.subscribe(({ answered }, before) => {
        if (answered !== before.answered && answered?.id === id) take(answered);
      }),
    [id, take],
  );
  return { file: got?.id === id ? got : null, reason, again: anew, take };
}
