// What waits to be sent, and the rules of its order: pure. Per case first come first sent; what the hub refuses holds back its case alone.

import { statesOf } from "../../twin/cases/checkFlow.ts";
import type { Flow } from "../../twin/cases/flow.ts";
import type { CaseFile, CaseReport, OfferedAction } from "../../twin/cases/shapes.ts";

/** A deed as it is sent to the hub. */
export type Deed =
  | {
      kind: "action";
      action: string;
      /** In both languages, for the list. */
      name: { zh: string; en?: string };
      /** Where the flow says it leads. */
      to: string | null;
      /** Of the case as it will be when all before it has been done. */
      version: number;
      fields: Readonly<Record<string, unknown>>;
    }
  | { kind: "message"; text: string }
  | { kind: "photo"; type: string; bytes: ArrayBuffer; place: { lon: number; lat: number } | null }
  /** A case that is to be; what belongs to it goes by its negative id until it is. */
  | { kind: "report"; report: Readonly<Omit<CaseReport, "key">> };

export interface Refused {
  status: number;
  code: string;
  /** In the words of the page's language when it was refused. */
  words: string;
  params: Readonly<Record<string, string | number>>;
}

export interface OutboxItem {
  /** Order of arrival, by the device's database. */
  seq: number;
  /** Whose deed it is: nobody else sees or sends it. */
  person: string;
  /** Of the first try, and of every later one: the hub does it once. */
  key: string;
  /** Negative for a case whose report waits itself. */
  caseId: number;
  /** Number and title of the case, to be read without the hub. */
  number: string;
  title: string;
  deed: Deed;
  /** When the person did it, ms since 1970. */
  at: number;
  tries: number;
  /** Why the hub will not do it; null while it waits. */
  refused: Refused | null;
}

/** How a try ended: done; no (the hub decided against it); later (this one, not now); away (nobody was reached). */
export type Outcome =
  | { is: "done"; answer: unknown }
  | { is: "no"; refused: Refused; error: unknown }
  | { is: "later" }
  | { is: "away" };

/** Whether a case is only on this device yet. */
export const isUnborn = (caseId: number): boolean => caseId < 0;

/** What waits for a case whose report has arrived, as deeds of the case that is now there. */
export const born = (
  items: readonly OutboxItem[],
  unborn: number,
  { id, number }: { id: number; number: string },
): OutboxItem[] =>
  items
    .filter(({ caseId, deed }) => caseId === unborn && deed.kind !== "report")
    .map((item) => ({ ...item, caseId: id, number }));

/** The next one to send, in order; undefined when none is left. @param after seq of the last one tried @param held cases that wait for a decision */
export function nextOf(items: readonly OutboxItem[], after: number, held: ReadonlySet<number>): OutboxItem | undefined {
  const stopped = new Set(held);
  for (const item of [...items].sort((a, b) => a.seq - b.seq)) {
    if (item.refused) stopped.add(item.caseId);
    if (item.seq > after && !stopped.has(item.caseId)) return item;
  }
  return undefined;
}

/** Version a further action of a case is decided on: each action that waits before it makes the case one newer, words and pictures do not. */
export function versionAhead(file: Pick<CaseFile, "id" | "version">, items: readonly OutboxItem[]): number {
  const actions = items.filter(({ caseId, deed }) => caseId === file.id && deed.kind === "action");
  const [first] = actions;
  const base = first?.deed.kind === "action" ? first.deed.version : file.version;
  return base + actions.length;
}

/**
 * The actions of one case again from a version: the one tried again first, then those behind it, each with a key of its own.
 * @param from seq of the first
 */
export function rebased(
  items: readonly OutboxItem[],
  caseId: number,
  from: number,
  version: number,
  newKey: () => string,
): OutboxItem[] {
  let next = version;
  return items
    .filter((item) => item.caseId === caseId && item.seq >= from)
    .sort((a, b) => a.seq - b.seq)
    .map((item) =>
      item.deed.kind === "action"
        ? { ...item, key: newKey(), refused: null, deed: { ...item.deed, version: next++ } }
        : item.seq === from
          ? { ...item, key: newKey(), refused: null }
          : item,
    );
}

/** Whether the person may act for a task is known from what the hub offers now. */
const OF_TASK: ReadonlySet<string> = new Set(["leadTask", "coTask", "anyTask"]);
/** Effects after which the person's unit has no open task. */
const ENDS_TASK: ReadonlySet<string> = new Set(["complete", "return", "close", "join"]);
const STARTS_WORK: ReadonlySet<string> = new Set(["dispatch", "rework", "reopen"]);

type Facts = Pick<CaseFile, "id" | "state" | "offered" | "photos" | "tasks" | "events">;

/** Guards of tasks that hold for the person, as the hub's present offers tell. */
function tasksHeld(file: Facts, flow: Flow): Set<string> {
  const held = new Set<string>();
  for (const { id, refused } of file.offered)
    if (refused?.code !== "not-your-task" && refused?.code !== "not-allowed")
      for (const { is } of flow.actions.find((action) => action.id === id)?.guards ?? [])
        if (OF_TASK.has(is)) held.add(is);
  if (held.size > 0) held.add("anyTask");
  return held;
}

/** Photos since the work began: after the last dispatch or rework. */
function photosSince(file: Facts, flow: Flow): number {
  const starts = flow.actions.filter(({ effects }) => effects.some((effect) => STARTS_WORK.has(effect)));
  const began = Math.max(
    0,
    ...file.events.filter(({ action }) => starts.some(({ id }) => id === action)).map(({ at }) => at),
  );
  return file.photos.filter(({ at }) => at >= began).length;
}

/**
 * What may be done next if all that waits is done first. The hub decides when it is sent; what cannot be judged here is not offered.
 * @param may whether the person has a permission
 */
export function offeredAhead(
  file: Facts,
  flow: Flow | undefined,
  items: readonly OutboxItem[],
  may: (permission: Flow["actions"][number]["permission"]) => boolean,
): OfferedAction[] {
  const mine = items.filter(({ caseId }) => caseId === file.id);
  if (mine.length === 0) return file.offered;
  const photos = mine.filter(({ deed }) => deed.kind === "photo").length;
  const waiting = mine.flatMap(({ deed }) => (deed.kind === "action" ? [deed] : []));
  if (waiting.length === 0)
    return file.offered.map((offered) =>
      offered.refused?.code === "photos-missing" &&
      Number(offered.refused.params.count) + photos >= Number(offered.refused.params.needed)
        ? { ...offered, refused: null }
        : offered,
    );
  if (!flow || mine.some(({ refused }) => refused)) return [];
  let state = file.state;
  for (const { action, to } of waiting) {
    const known = flow.actions.find(({ id }) => id === action);
    if (!known || to === "back" || known.effects.some((effect) => ENDS_TASK.has(effect))) return [];
    if (to !== null) state = to;
  }
  const held = tasksHeld(file, flow);
  const isCoDone = file.tasks.every(({ role, state: at }) => role !== "co" || at === "done" || at === "returned");
  const count = photosSince(file, flow) + photos;
  return flow.actions
    .filter(
      (action) =>
        statesOf(flow, action).includes(state) &&
        !action.effects.includes("acknowledge") &&
        may(action.permission) &&
        action.guards.some(({ is }) => OF_TASK.has(is)) &&
        action.guards.every(({ is }) => held.has(is) || is === "photosSince" || (is === "coDone" && isCoDone)),
    )
    .map(({ id, name, to, fields, guards }) => {
      const needed = Math.max(0, ...guards.map((guard) => (guard.is === "photosSince" ? guard.count : 0)));
      const refused =
        count < needed
          ? { code: "photos-missing", reason: `${needed} photos are needed`, params: { needed, count } }
          : null;
      return { id, name, to, fields, refused };
    });
}
