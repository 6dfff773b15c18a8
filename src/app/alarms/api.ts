// What the page asks of the hub about alarms, and what it has done to them.

import type {
  AlarmBoard,
  AlarmFile,
  AlarmGroups,
  AlarmList,
  AlarmRow,
  CommandAnswer,
} from "../../twin/alarms/shapes.ts";

/** A refusal in the hub's words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly params: Record<string, string | number> = {},
  ) {
    super(message);
  }
}

/** @throws Refused; status 0 when the hub did not answer at all */
async function asked<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { cache: "no-store", ...init });
  } catch (error) {
    throw new Refused(0, "no-answer", (error as Error).message);
  }
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  const body = (isJson ? await response.json().catch(() => ({})) : {}) as T & {
    error?: string;
    code?: string;
    params?: Record<string, string | number>;
  };
  if (response.ok && isJson) return body;
  throw new Refused(
    response.status,
    body.code ?? "",
    body.error ?? `${response.status} ${response.statusText}`,
    body.params,
  );
}

export interface AlarmQuestion {
  place?: string;
  severity?: number;
  flags?: string;
  group?: string;
  text?: string;
  hidden?: boolean;
  sort?: "severity" | "newest";
  limit?: number;
  after?: string;
}

const wordsOf = (question: AlarmQuestion): string =>
  new URLSearchParams(
    Object.entries(question).flatMap(([name, value]) =>
      value === undefined || value === "" ? [] : [[name, `${value}`]],
    ),
  ).toString();

export const fetchAlarms = (question: AlarmQuestion): Promise<AlarmList> => asked(`/api/alarms?${wordsOf(question)}`);
export const fetchGroups = (question: AlarmQuestion): Promise<AlarmGroups> =>
  asked(`/api/alarms/groups?${wordsOf(question)}`);
export const fetchAlarm = (id: number): Promise<AlarmFile> => asked(`/api/alarms/${id}`);
export const fetchBoard = (): Promise<AlarmBoard> => asked("/api/alarms/board");

export type DeedPath = "acknowledge" | "shelve" | "unshelve" | "out-of-service" | "suppress" | "reset" | "comment";

/** A key of our own making; crypto.randomUUID is missing where the page comes by plain HTTP. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const MOST_AT_ONCE = 500;
const TRIES = 3;

/** Does a deed to alarms, the same one once however often it must be sent. @throws Refused */
export async function doDeed(
  path: DeedPath,
  alarms: readonly Pick<AlarmRow, "id" | "version">[],
  more: Record<string, unknown>,
): Promise<CommandAnswer> {
  const whole: CommandAnswer = { done: [], refused: [] };
  for (let from = 0; from < alarms.length; from += MOST_AT_ONCE) {
    const part = alarms.slice(from, from + MOST_AT_ONCE).map(({ id, version }) => ({ id, version }));
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ key: newKey(), alarms: part, ...more }),
    };
    const { done, refused } = await sent(`/api/alarms/${path}`, init);
    whole.done.push(...done);
    whole.refused.push(...refused);
  }
  return whole;
}

/** What went unanswered is sent again; its key lets it be done once. */
async function sent(path: string, init: RequestInit): Promise<CommandAnswer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await asked<CommandAnswer>(path, init);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 0 || attempt >= TRIES) throw error;
      await new Promise((done) => setTimeout(done, 500 * attempt));
    }
  }
}
