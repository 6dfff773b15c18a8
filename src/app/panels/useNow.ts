// The clock in a component, ticking once a second for ages: the wall's, or that of the moment replayed.

import { useEffect, useState } from "react";
import { useReplay } from "../stores/replay.ts";

export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  const replayed = useReplay((store) => store.replay?.at ?? Number.NaN);
  return Number.isFinite(replayed) ? replayed : now;
}
