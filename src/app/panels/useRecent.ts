// Recent samples of one point: what the hub remembers, then what arrives.

import { useEffect, useState } from "react";
import { useLive } from "../stores/live.ts";

/** One remembered value: t ms since 1970, v in the kind's unit. */
export interface Sample {
  t: number;
  v: number;
}

const KEPT = 240;

export function useRecent(slot: number): Sample[] {
  const [samples, setSamples] = useState<Sample[]>([]);
  useEffect(() => {
    let gone = false;
    setSamples([]);
    fetch(`/api/nodes/${slot}/recent`)
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
      .then((body: { samples: Sample[] }) => !gone && setSamples((now) => merge(body.samples, now)))
      // Without the hub's memory the line starts with what arrives from now on.
      .catch(() => undefined);
    const stop = useLive.subscribe(({ snapshot }) => {
      const state = snapshot?.watched.find((watched) => watched.slot === slot);
      if (!state || !Number.isFinite(state.value) || !Number.isFinite(state.sourceTime)) return;
      setSamples((now) =>
        now[now.length - 1]?.t >= state.sourceTime ? now : merge(now, [{ t: state.sourceTime, v: state.value }]),
      );
    });
    return () => {
      gone = true;
      stop();
    };
  }, [slot]);
  return samples;
}

function merge(a: readonly Sample[], b: readonly Sample[]): Sample[] {
  const byTime = new Map([...a, ...b].filter(({ v }) => Number.isFinite(v)).map((sample) => [sample.t, sample]));
  return [...byTime.values()].sort((one, two) => one.t - two.t).slice(-KEPT);
}
