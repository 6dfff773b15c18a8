// Asking the hub: its refusals become errors that say themselves in the language of the page.

import i18next from "i18next";
import { sessionLost } from "./session/lost.ts";

/** What the hub refused. `code` is a word for programs; the message is in the language of the page where it knows the word. */
export class HubRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The whole answer: some refusals bring more, such as the newer state of a case. */
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}

interface RefusalBody {
  error?: string;
  code?: string;
  params?: Record<string, string | number>;
}

/** A refusal's words in the language of the page; the hub's own English where the page has none for its code. */
export const refusalWords = (code: string, otherwise = code, params: RefusalBody["params"] = {}): string =>
  code !== "" && i18next.exists(`refusal.${code}`) ? i18next.t(`refusal.${code}`, params) : otherwise;

/** Why something did not work, for people: refusals say it by themselves. */
export const whyNot = (error: unknown): string =>
  error instanceof TypeError ? i18next.t("refusal.unreachable") : String((error as Error)?.message ?? error);

/** @throws HubRefusal with words for people; TypeError when the hub cannot be reached */
export async function askHub<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, { cache: "no-store", ...init });
  if (response.status === 204) return undefined as T;
  const body = (await response.json().catch(() => ({}))) as T & RefusalBody;
  if (response.ok) return body;
  const { code = "", error, params } = body;
  if (code === "not-signed-in") sessionLost();
  const message = refusalWords(code, error ?? `${response.status} ${response.statusText}`, params);
  throw new HubRefusal(response.status, code, message, body as Record<string, unknown>);
}

/** A command with a JSON body. */
export const sendHub = <T>(method: "POST" | "PATCH" | "PUT" | "DELETE", path: string, body?: unknown): Promise<T> =>
  askHub<T>(path, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
