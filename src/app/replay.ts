// What a person does with the time bar: open it, turn to a moment, play, come back to now. Asks the hub what is kept.

import { liveLink } from "./live/link.ts";
import { forgetChanges } from "./stores/live.ts";
import { type AlarmMark, useReplay } from "./stores/replay.ts";
import { writeUrl } from "./url.ts";

export const SPEEDS = [1, 10, 60, 300, 600] as const;
/** Alarms from this severity on are marked: Ⅲ. */
const MARKED_FROM = 3;

/** Opens the bar; the past is only shown once somebody turns to it. */
export function openTimeBar(): void {
  useReplay.setState({ open: true });
  void refreshExtent();
}

/** Turns everything to a moment. @param at ms since 1970 */
export function seek(at: number): void {
  const { replay } = useReplay.getState();
  if (!replay) forgetChanges();
  useReplay.setState({
    open: true,
    replay: { playing: false, speed: 60, reason: "", ...replay, at, waiting: true },
  });
  liveLink.replay({ do: "seek", at });
  writeUrl("replace");
}

export function play(speed: number): void {
  const { replay, extent } = useReplay.getState();
  if (!replay && !extent) return;
  if (!replay && extent) seek(spanOf().from);
  liveLink.replay({ do: "play", speed });
}

export function pause(): void {
  liveLink.replay({ do: "pause" });
  writeUrl("replace");
}

/** Live again. */
export function goLive(): void {
  if (useReplay.getState().replay) liveLink.replay({ do: "live" });
  forgetChanges();
  useReplay.setState({ replay: null, open: false });
  writeUrl("replace");
}

/** To the alarm before (-1) or after (1) the moment shown. */
export function goToMark(direction: -1 | 1): void {
  const { replay, marks } = useReplay.getState();
  const at = replay?.at ?? Number.POSITIVE_INFINITY;
  const found = direction > 0 ? marks.find(({ t }) => t > at + 500) : marks.filter(({ t }) => t < at - 500).at(-1);
  if (found) seek(found.t);
}

/** What the bar spans now, ms since 1970. */
export function spanOf(): { from: number; to: number } {
  const { extent, spanMs } = useReplay.getState();
  if (!extent) return { from: 0, to: 0 };
  return { from: spanMs > 0 ? Math.max(extent.from, extent.to - spanMs) : extent.from, to: extent.to };
}

/** Asks how far the history reaches and where alarms began in the span. */
export async function refreshExtent(): Promise<void> {
  try {
    const extent = await ask<{ from: number | null; to: number | null }>("extent");
    if (extent.from === null || extent.to === null) {
      useReplay.setState({ extent: null, reason: "" });
      return;
    }
    useReplay.setState({ extent: { from: extent.from, to: extent.to }, reason: "" });
    const { from, to } = spanOf();
    const { marks, total } = await ask<{ marks: AlarmMark[]; total: number }>(
      `marks?from=${Math.floor(from)}&to=${Math.ceil(to)}&severity=${MARKED_FROM}`,
    );
    useReplay.setState({ marks, markTotal: total });
  } catch (error) {
    useReplay.setState({ reason: error instanceof Error ? error.message : String(error) });
  }
}

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`/api/history/${path}`, { cache: "no-store" });
  const body = (await response.json().catch(() => ({}))) as T & { error?: string };
  if (!response.ok) throw new Error(body.error ?? `${response.status} ${response.statusText}`);
  return body;
}
