// First-use hints: which room's are on screen, and whose are put away on this device.

import { create } from "zustand";
import { useSession } from "../stores/session.ts";
import { type Room, useView } from "../stores/view.ts";

/** A list of "person room" that need no hints any more. */
const PUT_AWAY = "yiwang.tips";
/** Set on devices nobody is to be told anything on, such as a wall's own computer: hints then come when asked for alone. */
const OFF = "yiwang.tips.off";
const MOST_KEPT = 300;

interface TipsStore {
  /** Room whose hints are shown; null for none. */
  room: Room | null;
  /** Somebody asked for them; else they came by themselves. */
  asked: boolean;
}

export const useTips = create<TipsStore>(() => ({ room: null, asked: false }));

/** What opened them, and has the focus again when they close. */
let opener: HTMLElement | null = null;

const personNow = (): string => useSession.getState().info?.person?.id ?? "";

function putAway(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PUT_AWAY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

/** Shows a room's hints if whoever is there has not put them away. */
export function offerTips(room: Room): void {
  const known = localStorage.getItem(OFF) !== null || putAway().includes(`${personNow()} ${room}`);
  useTips.setState({ room: known ? null : room, asked: false });
}

export function openTips(): void {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  useTips.setState({ room: useView.getState().room, asked: true });
}

/** Off the screen, and known to this person from now on. */
export function closeTips(): void {
  const { room, asked } = useTips.getState();
  if (room === null) return;
  useTips.setState({ room: null, asked: false });
  try {
    const kept = [...new Set([...putAway(), `${personNow()} ${room}`])].slice(-MOST_KEPT);
    localStorage.setItem(PUT_AWAY, JSON.stringify(kept));
  } catch {
    // The device has no room for it: they come again at the next visit.
  }
  if (asked) opener?.focus();
  opener = null;
}

/** Nobody is there to be told. */
export const hideTips = (): void => useTips.setState({ room: null, asked: false });
