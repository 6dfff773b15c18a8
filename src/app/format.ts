// Numbers and times as people read them. A missing number is a dash, never a zero.

import i18next from "i18next";
import type { Kind } from "../twin/scene/schema.ts";
import { currentLanguage, say } from "./i18n/i18n.ts";
import { twinNow } from "./stores/twin.ts";

export const DASH = "–";

/** Formats by what they are made of: making one takes the browser a hundred times as long as using it. */
const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
function made<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const known = formats.get(key) as T | undefined;
  if (known) return known;
  const format = make();
  formats.set(key, format);
  return format;
}

export function number(value: number | null | undefined, decimals = 0): string {
  if (value == null || !Number.isFinite(value)) return DASH;
  const language = currentLanguage() === "en" ? "en" : "zh-CN";
  return made(
    `${language} ${decimals}`,
    // What rounds to nothing has no sign: 0.0, not -0.0.
    () =>
      new Intl.NumberFormat(language, {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
        signDisplay: "negative",
      }),
  ).format(value);
}

/** A point's value in its kind's words: a state's name where it has names, else the number with its decimals. */
export function reading(value: number, kind: Kind | undefined): string {
  if (!Number.isFinite(value)) return DASH;
  const state = kind?.states?.[String(value)];
  return state ? say(state) : number(value, kind?.decimals ?? 1);
}

export const unitOf = (kind: Kind | undefined): string => (kind?.states ? "" : (kind?.unit ?? ""));

/** Clock time in the scene's own zone. */
export function clock(time: number, withDate = false): string {
  if (!Number.isFinite(time)) return DASH;
  const language = currentLanguage() === "en" ? "en-GB" : "zh-CN";
  const { timeZone } = twinNow().built.scene;
  return made(
    `${language} ${timeZone} ${withDate}`,
    () =>
      new Intl.DateTimeFormat(language, {
        timeZone,
        ...(withDate ? { year: "numeric", month: "2-digit", day: "2-digit" } : {}),
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
        hourCycle: "h23",
      }),
  ).format(time);
}

/** Calendar day in the scene's own zone. */
export function day(time: number): string {
  return new Intl.DateTimeFormat(currentLanguage() === "en" ? "en-GB" : "zh-CN", {
    timeZone: twinNow().built.scene.timeZone,
    dateStyle: "medium",
  }).format(time);
}

/** Hour of the day 0…24 in the scene's zone. */
export function sceneHour(time: number): number {
  const { timeZone } = twinNow().built.scene;
  const parts = made(
    `hour ${timeZone}`,
    () => new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  ).formatToParts(time);
  const part = (type: string): number => Number(parts.find((entry) => entry.type === type)?.value ?? 0);
  return part("hour") + part("minute") / 60;
}

/** How long ago, in words. */
export const ago = (milliseconds: number): string =>
  milliseconds < 1000 ? i18next.t("age.now") : i18next.t("worst.age", { age: age(milliseconds) });

/** A length of time in the one unit that says it best. */
export function age(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return DASH;
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 1) return i18next.t("age.now");
  if (seconds < 90) return i18next.t("age.s", { n: seconds });
  if (seconds < 5400) return i18next.t("age.min", { n: Math.round(seconds / 60) });
  if (seconds < 129_600) return i18next.t("age.h", { n: Math.round(seconds / 3600) });
  return i18next.t("age.d", { n: number(Math.round(seconds / 86_400)) });
}
