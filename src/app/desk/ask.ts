// What the desk asks of the hub: JSON in, JSON out, and refusals as something the page has words for.

import type { TFunction } from "i18next";

/** The hub refused; `code` is a word of refusal.* in both languages. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly params: Readonly<Record<string, string | number>>,
    /** The whole answer: a stale version comes with the newer state. */
    readonly answer: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}

/** @throws Refused with the hub's reason; TypeError when it cannot be reached */
export async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, { cache: "no-store", ...init });
  if (response.status === 204) return undefined as T;
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return body as T;
  const text = typeof body.error === "string" ? body.error : `${response.status} ${response.statusText}`;
  const params = (body.params ?? {}) as Record<string, string | number>;
  throw new Refused(response.status, String(body.code ?? ""), text, params, body);
}

export const send = <T>(path: string, body: unknown, method = "POST"): Promise<T> =>
  ask<T>(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

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

/** Why something did not work, in the language of the page; the hub's own English where the page has no word for it. */
export function whyNot(error: unknown, t: TFunction): string {
  if (error instanceof Refused) {
    const key = `refusal.${error.code}`;
    const words = t(key, error.params);
    return words === key ? error.message : words;
  }
  return error instanceof TypeError ? t("refusal.unreachable") : String((error as Error)?.message ?? error);
}
