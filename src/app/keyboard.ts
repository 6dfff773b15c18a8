// Keys that move through the city. They keep out of the way of fields, lists and the map's own keys.

import { useEffect } from "react";
import { go, goSibling, goUp, goWorstChild } from "./navigate.ts";
import { useTwin } from "./stores/twin.ts";
import { useView } from "./stores/view.ts";
import { writeUrl } from "./url.ts";

/** Key → what it does; shown in the keys dialog with the words of `keys.NAME`. */
export const KEYS = [
  { keys: ["/"], name: "search" },
  { keys: ["Esc", "Backspace"], name: "up" },
  { keys: ["[", "]"], name: "siblings" },
  { keys: ["Enter"], name: "enter" },
  { keys: ["Home"], name: "home" },
  { keys: ["D"], name: "daylight" },
  { keys: ["?"], name: "help" },
] as const;

export function toggleDaylight(): void {
  const { daylight } = useView.getState();
  useView.setState({ daylight: daylight === "night" ? "day" : "night" });
  writeUrl("replace");
}

const goHome = (): void => go(0);

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Closes the menu the focus is in, which then is on what opens it. @returns whether there was one */
function closeMenu(target: EventTarget | null): boolean {
  const menu = target instanceof HTMLElement ? target.closest<HTMLDetailsElement>("details[open]") : null;
  if (!menu) return false;
  menu.open = false;
  menu.querySelector("summary")?.focus();
  return true;
}

function onKey(event: KeyboardEvent): void {
  if (useTwin.getState().stage !== "open" || event.ctrlKey || event.metaKey || event.altKey) return;
  // A dialog's keys are its own.
  if (useView.getState().keysShown || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && closeMenu(event.target)) {
    event.preventDefault();
    return;
  }
  if (isTyping(event.target)) return;
  const onControl = event.target instanceof HTMLElement && event.target.closest("button, a, [role=option], summary");
  const act: Record<string, (() => void) | undefined> = {
    "/": () => document.querySelector<HTMLInputElement>("[data-search]")?.focus(),
    Escape: goUp,
    Backspace: goUp,
    "[": () => goSibling(-1),
    "]": () => goSibling(1),
    Enter: onControl ? undefined : goWorstChild,
    Home: goHome,
    d: toggleDaylight,
    D: toggleDaylight,
    "?": () => useView.setState({ keysShown: true }),
  };
  const run = act[event.key];
  if (!run) return;
  event.preventDefault();
  run();
}

export function useKeyboard(): void {
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
