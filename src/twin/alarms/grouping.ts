// Which alarms have one cause: at the same place, along one network, or of one rule in one street, close in time. The first out leads.

import { LEVEL } from "../level.ts";
import { NO_SLOT, type NodeTable } from "../nodeTable.ts";

/** Why an alarm belongs to its group. */
export const GROUP_REASONS = ["first", "place", "network", "cause"] as const;
export type GroupReason = (typeof GROUP_REASONS)[number];

export interface Grouped {
  /** Key of the group; the first out's own. */
  group: string;
  reason: GroupReason;
}

interface Member {
  key: string;
  group: string;
  slot: number;
  at: number;
}

/** What belongs together, as the scene says it. */
export interface GroupingLimits {
  /** Alarms further apart are no group. */
  spanMs: number;
  /** So far along a network. */
  hops: number;
  /** A group takes nothing this long after its first out. */
  mostMs: number;
  /** So many active at once fill a group; the next one is the first out of another. */
  most: number;
}

/** When the first out of a group came, ms since 1970; the group's key ends with it. */
const firstOutAt = (group: string): number => Number(group.slice(group.lastIndexOf("@") + 1));

/** Nodes looked at along a network at most, whatever the hops. */
const MOST_NODES = 256;

export class Grouping {
  private readonly members = new Map<string, Member>();
  /** Keys under which each stands in the three maps below. */
  private readonly placesOf = new Map<Member, [holder: number, cause: string, slot: number]>();
  /** Open alarms by what they share. */
  private readonly byHolder = new Map<number, Set<Member>>();
  private readonly byCause = new Map<string, Set<Member>>();
  private readonly bySlot = new Map<number, Set<Member>>();
  /** Active alarms of each group. */
  private readonly sizes = new Map<string, number>();
  /** Who flows into a node: upstream[first[slot] … first[slot + 1]). */
  private readonly first: Uint32Array;
  private readonly upstream: Uint32Array;

  constructor(
    private readonly nodes: NodeTable,
    private readonly limits: GroupingLimits,
  ) {
    const { downstream } = nodes.columns;
    this.first = new Uint32Array(nodes.coreCount + 1);
    for (const to of downstream) if (to !== NO_SLOT) this.first[to + 1]++;
    for (let slot = 0; slot < nodes.coreCount; slot++) this.first[slot + 1] += this.first[slot];
    const next = this.first.slice();
    this.upstream = new Uint32Array(this.first[nodes.coreCount]);
    downstream.forEach((to, from) => {
      if (to !== NO_SLOT) this.upstream[next[to]++] = from;
    });
  }

  /**
   * The group of an alarm that has just become active; it is remembered until {@link left}. Call in order of source time.
   * @param key of the alarm, unique among the open ones @param at source time, ms since 1970
   */
  joined(key: string, slot: number, rule: string, at: number): Grouped {
    this.left(key);
    const holder = this.holderOf(slot);
    const cause = `${rule} ${this.streetOf(slot)}`;
    const found =
      this.nearest(this.byHolder.get(holder), at, "place") ??
      this.alongNetwork(slot, holder, at) ??
      this.nearest(this.byCause.get(cause), at, "cause");
    const member: Member = { key, group: found?.group ?? `${key}@${at}`, slot, at };
    this.put(member, holder, cause);
    return found ?? { group: member.group, reason: "first" };
  }

  /** Takes up one that was open before this start. */
  restore(key: string, slot: number, rule: string, at: number, group: string): void {
    this.put({ key, group, slot, at }, this.holderOf(slot), `${rule} ${this.streetOf(slot)}`);
  }

  /** It is active no more: nothing joins it. */
  left(key: string): void {
    const member = this.members.get(key);
    if (!member) return;
    this.members.delete(key);
    for (const [map, at] of this.mapsOf(member)) {
      const set = map.get(at);
      if (set?.delete(member) && set.size === 0) map.delete(at);
    }
    this.placesOf.delete(member);
    const size = (this.sizes.get(member.group) ?? 1) - 1;
    if (size === 0) this.sizes.delete(member.group);
    else this.sizes.set(member.group, size);
  }

  private put(member: Member, holder: number, cause: string): void {
    this.members.set(member.key, member);
    this.sizes.set(member.group, (this.sizes.get(member.group) ?? 0) + 1);
    this.placesOf.set(member, [holder, cause, member.slot]);
    for (const [map, at] of this.mapsOf(member)) {
      const set = map.get(at) ?? new Set();
      set.add(member);
      map.set(at, set);
    }
  }

  private mapsOf(member: Member): [Map<unknown, Set<Member>>, unknown][] {
    const [holder, cause, slot] = this.placesOf.get(member) ?? [];
    return [
      [this.byHolder, holder],
      [this.byCause, cause],
      [this.bySlot, slot],
    ] as [Map<unknown, Set<Member>>, unknown][];
  }

  /** Whether a group still takes an alarm of this time. */
  private isOpen(group: string, at: number): boolean {
    const { most, mostMs } = this.limits;
    return (this.sizes.get(group) ?? 0) < most && at - firstOutAt(group) <= mostMs;
  }

  /** The latest of the alarms close enough in time, of a group that takes more. */
  private nearest(members: Iterable<Member> | undefined, at: number, reason: GroupReason): Grouped | undefined {
    let best: Member | undefined;
    for (const member of members ?? [])
      if (
        Math.abs(at - member.at) <= this.limits.spanMs &&
        (!best || member.at > best.at) &&
        this.isOpen(member.group, at)
      )
        best = member;
    return best && { group: best.group, reason };
  }

  /** Breadth first down and up the network of the point and of what it is mounted on; the nearest hop wins. */
  private alongNetwork(slot: number, holder: number, at: number): Grouped | undefined {
    const { hops } = this.limits;
    if (hops === 0) return undefined;
    const { downstream } = this.nodes.columns;
    const seen = new Set<number>([slot]);
    let edge = [slot, ...(holder >= this.nodes.placeCount && holder < this.nodes.coreCount ? [holder] : [])];
    for (let hop = 0; hop < hops && edge.length > 0 && seen.size < MOST_NODES; hop++) {
      const next: number[] = [];
      const visit = (to: number): void => {
        if (to === NO_SLOT || seen.has(to) || seen.size >= MOST_NODES) return;
        seen.add(to);
        next.push(to);
      };
      for (const from of edge) {
        visit(downstream[from]);
        for (let i = this.first[from]; i < this.first[from + 1]; i++) visit(this.upstream[i]);
      }
      for (const to of next) {
        const found =
          this.nearest(this.bySlot.get(to), at, "network") ??
          (this.nodes.columns.level[to] === LEVEL.facility
            ? this.nearest(this.byHolder.get(to), at, "network")
            : undefined);
        if (found) return found;
      }
      edge = next;
    }
    return undefined;
  }

  /** What a point is mounted on: its facility, else its building, else itself. In the open a unit grid is too wide to be one place. */
  private holderOf(slot: number): number {
    const { parent, level } = this.nodes.columns;
    const { placeCount, coreCount } = this.nodes;
    let at = slot;
    let top = slot;
    while (at >= placeCount && at < coreCount) {
      top = at;
      if (level[at] === LEVEL.facility) return at;
      at = parent[at];
    }
    return at >= coreCount ? at : top;
  }

  /** The innermost place of street level or above. */
  private streetOf(slot: number): number {
    const { level } = this.nodes.columns;
    const path = this.nodes.pathTo(this.nodes.placeOf(slot));
    return path.findLast((at) => level[at] <= LEVEL.street) ?? 0;
  }
}
