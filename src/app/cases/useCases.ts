// Lists and files of cases kept fresh: asked again when the hub says that something changed, and now and then in any case.

import i18next from "i18next";
import { useCallback, useEffect, useRef, useState } from "react";
import type { CaseFile, CaseFilter, CaseList, CaseRow } from "../../twin/cases/shapes.ts";
import { HubRefusal, whyNot } from "../api.ts";
import { clock } from "../format.ts";
import { keepAnswer, keptAnswer } from "../offline/keeping.ts";
import { useHint } from "../stores/hints.ts";
import { fetchCase, fetchCases, type Sort } from "./api.ts";

/** Without a hint a list is asked again after this long, ms. */
const REFRESH_MS = 15_000;
/** Hints that come in quick succession are answered once, ms. */
const REST_MS = 400;

/** Calls `load` now, after hints and now and then. */
function useFresh(load: (signal: AbortSignal) => Promise<void>): () => void {
  const changes = useHint("cases");
  const [asked, setAsked] = useState(0);
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a hint or a person's wish is a reason to ask again
  useEffect(() => {
    const abort = new AbortController();
    const wait = first.current ? 0 : REST_MS;
    first.current = false;
    const soon = setTimeout(() => void load(abort.signal), wait);
    const timer = setInterval(() => void load(abort.signal), REFRESH_MS);
    return () => {
      abort.abort();
      clearTimeout(soon);
      clearInterval(timer);
    };
  }, [load, changes, asked]);
  return useCallback(() => setAsked((count) => count + 1), []);
}

/** What is shown when the hub cannot be asked: what this device kept of an earlier answer, with when that was. */
async function instead<T>(key: string, error: unknown, show: (kept: T) => void): Promise<string> {
  const kept = error instanceof HubRefusal && error.status < 500 ? null : await keptAnswer<T>(key);
  if (!kept) return whyNot(error);
  show(kept.value);
  return i18next.t("offline.asOf", { time: clock(kept.at, true) });
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
        const why = await instead<CaseList>(`cases ${sort} ${key}`, error, (kept) => setList((now) => now ?? kept));
        if (!signal.aborted) setReason(why);
      }
    },
    [key, sort, limit],
  );
  const again = useFresh(load);
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
  const [file, setFile] = useState<CaseFile | null>(null);
  const [reason, setReason] = useState("");
  const load = useCallback(
    async (signal: AbortSignal) => {
      try {
        const got = await fetchCase(id);
        if (signal.aborted) return;
        setFile(got);
        setReason("");
        keepAnswer(`case ${id}`, got);
      } catch (error) {
        const why = await instead<CaseFile>(`case ${id}`, error, (kept) =>
          setFile((now) => (now?.id === id ? now : kept)),
        );
        if (!signal.aborted) setReason(why);
      }
    },
    [id],
  );
  const again = useFresh(load);
  return { file: file?.id === id ? file : null, reason, again, take: setFile };
}
