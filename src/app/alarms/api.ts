// What the page asks of the hub about alarms, and what it has done to them.

import type {
  AlarmBoard,
  AlarmFile,
  AlarmGroups,
  AlarmList,
  AlarmRow,
  CommandAnswer,
  Exceedances,
} from "../../twin/alarms/shapes.ts";
import { askHub, HubRefusal, sendHub } from "../api.ts";
import { newKey, queryOf } from "../desk/ask.ts";

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

export const fetchAlarms = (question: AlarmQuestion): Promise<AlarmList> =>
  askHub(`/api/alarms${queryOf({ ...question })}`);
export const fetchGroups = (question: AlarmQuestion): Promise<AlarmGroups> =>
  askHub(`/api/alarms/groups${queryOf({ ...question })}`);
export const fetchAlarm = (id: number): Promise<AlarmFile> => askHub(`/api/alarms/${id}`);
/** @param at code of an asset or place */
export const fetchExceedances = (at: string, days: number): Promise<Exceedances> =>
  askHub(`/api/alarms/exceedances${queryOf({ at, days })}`);
export const fetchBoard = (): Promise<AlarmBoard> => askHub("/api/alarms/board");

export type DeedPath = "acknowledge" | "shelve" | "unshelve" | "out-of-service" | "suppress" | "reset" | "comment";

const MOST_AT_ONCE = 500;
const TRIES = 3;

/** Does a deed to alarms, the same one once however often it must be sent. @throws HubRefusal; TypeError when the hub cannot be reached */
export async function doDeed(
  path: DeedPath,
  alarms: readonly Pick<AlarmRow, "id" | "version">[],
  more: Record<string, unknown>,
): Promise<CommandAnswer> {
  const whole: CommandAnswer = { done: [], refused: [] };
  for (let from = 0; from < alarms.length; from += MOST_AT_ONCE) {
    const part = alarms.slice(from, from + MOST_AT_ONCE).map(({ id, version }) => ({ id, version }));
    const { done, refused } = await sent(`/api/alarms/${path}`, { key: newKey(), alarms: part, ...more });
    whole.done.push(...done);
    whole.refused.push(...refused);
  }
  return whole;
}

/** What went unanswered is sent again; its key lets it be done once. */
async function sent(path: string, command: object): Promise<CommandAnswer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendHub<CommandAnswer>("POST", path, command);
    } catch (error) {
      if (error instanceof HubRefusal || attempt >= TRIES) throw error;
      await new Promise((done) => setTimeout(done, 500 * attempt));
    }
  }
}
