// What the hub has, kept fresh on a page: asked at once, after its hints with a rest between, and now and then in any case.

import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { whyNot } from "./api.ts";
import { whenHinted } from "./stores/hints.ts";

/** An answer that is not there after this long is no longer waited for, ms. */
const PATIENCE_MS = 60_000;

export interface Pace {
  /** Rest between a hint and asking, ms: hints that come in quick succession are answered once. */
  restMs: number;
  /** Without a hint it is asked again after this long, ms. */
  everyMs: number;
}

export const PACE: Pace = { restMs: 400, everyMs: 15_000 };

export interface Fresh {
  /** Asks now; what is being asked for is no longer wanted, because a person has just changed it. */
  anew(): void;
  stop(): void;
}

/**
 * Asks one at a time. Hints never void an answer that is on its way: where something changes all the time, nothing would be shown else.
 * @param area of the hints
 * @param ask says for itself what went wrong; whoever sees its signal aborted throws the answer away
 */
export function keepFresh(area: string, ask: (signal: AbortSignal) => Promise<void>, { restMs, everyMs }: Pace): Fresh {
  let running: AbortController | undefined;
  let again = false;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const run = async (): Promise<void> => {
    const mine = new AbortController();
    running = mine;
    again = false;
    const patience = setTimeout(() => mine.abort(), PATIENCE_MS);
    const given = new Promise<void>((end) => mine.signal.addEventListener("abort", () => end()));
    await Promise.race([ask(mine.signal), given]);
    clearTimeout(patience);
    if (running !== mine) return;
    running = undefined;
    if (again && !stopped) soon();
  };
  const soon = (): void => {
    if (running) again = true;
    else
      rest ??= setTimeout(() => {
        rest = undefined;
        void run();
      }, restMs);
  };
  const anew = (): void => {
    if (stopped) return;
    clearTimeout(rest);
    rest = undefined;
    running?.abort();
    void run();
  };
  const unhint = whenHinted(area, soon);
  const timer = setInterval(soon, everyMs);
  void run();
  return {
    anew,
    stop: () => {
      stopped = true;
      unhint();
      clearInterval(timer);
      clearTimeout(rest);
      running?.abort();
    },
  };
}

/** {@link keepFresh} while a component is there. @param ask null: nothing is asked @returns asks now */
export function useFresh(
  area: string,
  ask: ((signal: AbortSignal) => Promise<void>) | null,
  pace: Pace = PACE,
): () => void {
  const kept = useRef<Fresh | null>(null);
  const { restMs, everyMs } = pace;
  useEffect(() => {
    if (!ask) return;
    const fresh = keepFresh(area, ask, { restMs, everyMs });
    kept.current = fresh;
    return fresh.stop;
  }, [area, ask, restMs, everyMs]);
  return useCallback(() => kept.current?.anew(), []);
}

export interface Answer<T> {
  /** The last answer, also while another is asked for. */
  got: T | null;
  /** Whether it is the answer to what is asked now, not to what was asked before. */
  isOfThis: boolean;
  /** Why the last asking failed, for people. */
  reason: string;
  anew: () => void;
  /** Takes what a command has answered as the newest there is. */
  take: (answer: T) => void;
}

type Ask<T> = () => Promise<T>;

/** The newest answer. @param ask of the same identity as long as it asks the same; null: nothing is asked */
export function useAnswer<T>(area: string, ask: Ask<T> | null, pace: Pace = PACE): Answer<T> {
  const [last, setLast] = useState<{ of: Ask<T>; got: T } | null>(null);
  const [failed, setFailed] = useState<{ of: Ask<T>; reason: string } | null>(null);
  const load = useMemo(
    () =>
      ask &&
      (async (signal: AbortSignal) => {
        try {
          const got = await ask();
          if (signal.aborted) return;
          setLast({ of: ask, got });
          setFailed(null);
        } catch (error) {
          if (!signal.aborted) setFailed({ of: ask, reason: whyNot(error) });
        }
      }),
    [ask],
  );
  const anew = useFresh(area, load, pace);
  const take = useCallback(
    (got: T) => {
      if (ask) setLast({ of: ask, got });
      anew();
    },
    [ask, anew],
  );
  return {
    got: last?.got ?? null,
    isOfThis: last !== null && last.of === ask,
    reason: failed !== null && failed.of === ask ? failed.reason : "",
    anew,
    take,
  };
}
