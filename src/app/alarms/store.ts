// The alarm list of the page: what is shown, what is new, what is chosen. What is under the hand never moves; new ones wait in a bar.

import { create } from "zustand";
import type { AlarmGroup, AlarmRow } from "../../twin/alarms/shapes.ts";
import { HubRefusal } from "../api.ts";
import { fetchAlarms, fetchGroups } from "./api.ts";

/** A line of the list: one alarm, or the lead of a group. */
export interface Line {
  key: string;
  alarm: AlarmRow;
  group: AlarmGroup | null;
  /** It has ended, or left the filter, since the list was laid out. */
  gone: boolean;
}

export type AlarmView = "groups" | "list";

interface AlarmStore {
  /** null: not asked yet; false: this hub keeps no alarms, or this person may not see any. */
  available: boolean | null;
  view: AlarmView;
  sort: "severity" | "newest";
  /** This severity and worse; 0 for all. */
  severity: number;
  /** Only what nobody has acknowledged. */
  pending: boolean;
  /** Those put aside instead. */
  hidden: boolean;
  /** Code of the place whose alarms are shown. */
  place: string;
  lines: readonly Line[];
  next: string | null;
  total: number;
  unacknowledged: number;
  bySeverity: Readonly<Record<string, number>>;
  /** New ones that wait to be shown. */
  fresh: number;
  chosen: ReadonlySet<string>;
  /** Why the last question failed. */
  reason: string;
  /** Alarm whose sheet is open. */
  opened: number | null;
  board: boolean;
  /** Somebody's hand or focus is on the list. */
  touched: boolean;
}

export const useAlarms = create<AlarmStore>(() => ({
  available: null,
  view: "groups",
  sort: "severity",
  severity: 0,
  pending: false,
  hidden: false,
  place: "",
  lines: [],
  next: null,
  total: 0,
  unacknowledged: 0,
  bySeverity: {},
  fresh: 0,
  chosen: new Set(),
  reason: "",
  opened: null,
  board: false,
  touched: false,
}));

const PAGE = 50;
/** More are asked for by a filter, not by scrolling. */
export const MOST_LINES = 500;
const FLAGS_HIDDEN = ["shelved", "suppressed", "outOfService"];

interface Page {
  lines: Line[];
  next: string | null;
  total: number;
  unacknowledged: number;
  bySeverity: Record<string, number>;
}

async function fetchPage(limit: number, after?: string): Promise<Page> {
  const { view, sort, severity, pending, hidden, place } = useAlarms.getState();
  const question = {
    place,
    sort,
    limit,
    after,
    ...(severity > 0 ? { severity } : {}),
    ...(pending ? { flags: "unacknowledged" } : {}),
  };
  if (hidden) return fetchHidden(question);
  if (view === "list") {
    const { alarms, ...rest } = await fetchAlarms(question);
    return { ...rest, lines: alarms.map((alarm) => lineOf(alarm)) };
  }
  const { groups, ...rest } = await fetchGroups(question);
  return {
    ...rest,
    lines: groups.map((group) => ({ key: group.group, alarm: group.lead, group, gone: false })),
  };
}

/** Those put aside, by whichever way: few enough for one page. */
async function fetchHidden(question: object): Promise<Page> {
  const found = new Map<number, AlarmRow>();
  const bySeverity: Record<string, number> = {};
  for (const flags of FLAGS_HIDDEN)
    for (const alarm of (await fetchAlarms({ ...question, after: undefined, flags, limit: 200 })).alarms)
      found.set(alarm.id, alarm);
  for (const { severity } of found.values()) bySeverity[severity] = (bySeverity[severity] ?? 0) + 1;
  const alarms = [...found.values()].sort((a, b) => b.severity - a.severity || b.activeAt - a.activeAt);
  const unacknowledged = alarms.filter(({ acknowledged }) => !acknowledged).length;
  return { lines: alarms.map(lineOf), next: null, total: alarms.length, unacknowledged, bySeverity };
}

const lineOf = (alarm: AlarmRow): Line => ({ key: String(alarm.id), alarm, group: null, gone: false });

let asking = 0;

/** Lays the list out anew, and leaves what was chosen. */
export async function reload(): Promise<void> {
  const mine = ++asking;
  try {
    const page = await fetchPage(PAGE);
    if (mine !== asking) return;
    const { chosen } = useAlarms.getState();
    const kept = new Set(page.lines.map(({ key }) => key).filter((key) => chosen.has(key)));
    useAlarms.setState({ ...page, available: true, fresh: 0, reason: "", chosen: kept });
  } catch (error) {
    if (mine === asking) failed(error);
  }
}

/** Brings what is shown up to date where it stands. Untouched, the list is laid out anew; under a hand the new ones are counted. */
export async function refresh(): Promise<void> {
  const { touched, chosen, lines, available } = useAlarms.getState();
  if (available !== true || (!touched && chosen.size === 0)) return reload();
  const mine = ++asking;
  try {
    const limit = Math.min(200, Math.max(PAGE, lines.length));
    const { lines: now, next: _next, ...counts } = await fetchPage(limit);
    if (mine !== asking) return;
    const fresh = new Map(now.map((line) => [line.key, line]));
    const shown = new Set(lines.map(({ key }) => key));
    // Beyond what was asked for nothing is known: it stays as it was.
    const whole = counts.total <= limit || lines.length <= now.length;
    useAlarms.setState({
      ...counts,
      reason: "",
      fresh: now.filter(({ key }) => !shown.has(key)).length,
      lines: lines.map((line) => fresh.get(line.key) ?? (whole ? { ...line, gone: true } : line)),
    });
  } catch (error) {
    if (mine === asking) failed(error);
  }
}

/** The next page below what is shown. */
export async function more(): Promise<void> {
  const { next, lines } = useAlarms.getState();
  if (next === null || lines.length >= MOST_LINES) return;
  const mine = ++asking;
  try {
    const page = await fetchPage(PAGE, next);
    if (mine !== asking) return;
    const shown = new Set(lines.map(({ key }) => key));
    useAlarms.setState({ lines: [...lines, ...page.lines.filter(({ key }) => !shown.has(key))], next: page.next });
  } catch (error) {
    if (mine === asking) failed(error);
  }
}

function failed(error: unknown): void {
  const refused = error instanceof HubRefusal ? error : undefined;
  // No such address, nobody signed in, or not theirs to see: the live state's own list stands in.
  if (refused && [401, 403, 404].includes(refused.status))
    useAlarms.setState({ available: false, lines: [], chosen: new Set() });
  else useAlarms.setState({ reason: (error as Error).message });
}

/** Changes what is shown. */
export function show(
  change: Partial<Pick<AlarmStore, "view" | "sort" | "severity" | "pending" | "hidden" | "place">>,
): void {
  useAlarms.setState({ ...change, chosen: new Set() });
  void reload();
}

export function choose(key: string, on: boolean): void {
  const chosen = new Set(useAlarms.getState().chosen);
  if (on) chosen.add(key);
  else chosen.delete(key);
  useAlarms.setState({ chosen });
}

/** The alarms of what is chosen, groups with all their members. @throws HubRefusal */
export async function chosenAlarms(keys: ReadonlySet<string>): Promise<AlarmRow[]> {
  const { lines } = useAlarms.getState();
  const alarms: AlarmRow[] = [];
  for (const { key, alarm, group } of lines) {
    if (!keys.has(key)) continue;
    if (group && group.count > 1) {
      let after: string | undefined;
      do {
        const page = await fetchAlarms({ group: group.group, limit: 200, after });
        alarms.push(...page.alarms);
        after = page.next ?? undefined;
      } while (after);
    } else alarms.push(alarm);
  }
  return alarms;
}
