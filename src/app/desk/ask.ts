// Small words for asking the hub: queries, keys of deeds, and why something did not work.

import type { TFunction } from "i18next";

/** What is given, as a query. */
export function queryOf(values: Readonly<Record<string, string | number | boolean | null | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** A key for one deed, kept while it is tried again. */
export const newKey = (): string => crypto.randomUUID();

/** Why something did not work, in the language of the page (refusals of the hub are by themselves). */
export const whyNot = (error: unknown, t: TFunction): string =>
  error instanceof TypeError ? t("refusal.unreachable") : String((error as Error)?.message ?? error);
