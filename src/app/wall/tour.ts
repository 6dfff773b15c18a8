// What a wall nobody touches looks at: the stops of its theme, the places in need, and what interrupts them. Pure; time is given.

import type { AlarmRow } from "../../twin/alarms/shapes.ts";
import { SEVERITY } from "../../twin/severity.ts";

export type Stop = { camera: string } | { slot: number };
export type Sight = { kind: "stop"; stop: Stop } | { kind: "story"; alarm: AlarmRow } | { kind: "rest" };

/** How long a story is told, s, and from which severity one interrupts a stop at once; Ⅲ waits until the stop is over. */
const STORY_SECONDS: Readonly<Record<number, number>> = { 5: 40, 4: 30, 3: 20 };
const INTERRUPTS_FROM = SEVERITY.ii;
/** Stories that have waited longer are old news, s. */
const OLD_NEWS_SECONDS = 180;
/** Stories that wait at most; the worst stay. */
const MOST_WAITING = 5;
/** A hand on the wall has it for itself so long, s. */
export const HANDS_SECONDS = 60;

export interface TourPlan {
  seconds: number;
  stops: readonly Stop[];
  /** Places by need between two rounds. */
  needs: number;
}

export class Tour {
  private round: readonly Stop[] = [];
  private next = 0;
  private shown: Sight = { kind: "rest" };
  private until = Number.NEGATIVE_INFINITY;
  private interrupted: Stop | null = null;
  private waiting: { alarm: AlarmRow; since: number }[] = [];

  constructor(private readonly plan: TourPlan) {}

  /** Alarms that have just become active. */
  notice(alarms: readonly AlarmRow[], now: number): void {
    for (const alarm of alarms) {
      if (STORY_SECONDS[alarm.severity] === undefined || this.waiting.some((one) => one.alarm.id === alarm.id))
        continue;
      if (this.shown.kind === "story" && this.shown.alarm.id === alarm.id) continue;
      this.waiting.push({ alarm, since: now });
    }
    this.waiting.sort((a, b) => b.alarm.severity - a.alarm.severity || b.alarm.activeAt - a.alarm.activeAt);
    this.waiting.length = Math.min(this.waiting.length, MOST_WAITING);
  }

  /** Somebody's hand is on the wall: nothing moves by itself for a while. */
  hand(now: number): void {
    this.shown = { kind: "rest" };
    this.until = now + HANDS_SECONDS * 1000;
    this.waiting = [];
  }

  /** @param needs slots of places, the most urgent first @returns what is to be shown from now on; null: as before */
  tick(now: number, needs: () => readonly number[]): Sight | null {
    this.waiting = this.waiting.filter(({ since }) => now - since <= OLD_NEWS_SECONDS * 1000);
    const over = now >= this.until;
    const [first] = this.waiting;
    if (first && (over || this.gives(first.alarm))) {
      this.waiting.shift();
      if (this.shown.kind === "stop" && !over) this.interrupted = this.shown.stop;
      return this.show({ kind: "story", alarm: first.alarm }, now, STORY_SECONDS[first.alarm.severity]);
    }
    if (!over) return null;
    const stop = this.interrupted ?? this.nextStop(needs);
    this.interrupted = null;
    if (!stop) return this.shown.kind === "story" ? this.show({ kind: "rest" }, now, this.plan.seconds) : null;
    return this.show({ kind: "stop", stop }, now, this.plan.seconds);
  }

  /** Whether what is shown gives way to an alarm at once. */
  private gives({ severity }: AlarmRow): boolean {
    if (this.shown.kind === "story") return severity > this.shown.alarm.severity;
    return this.shown.kind === "stop" && severity >= INTERRUPTS_FROM;
  }

  private show(sight: Sight, now: number, seconds: number): Sight {
    this.shown = sight;
    this.until = now + seconds * 1000;
    return sight;
  }

  private nextStop(needs: () => readonly number[]): Stop | undefined {
    if (this.next >= this.round.length) {
      const places = needs().slice(0, this.plan.needs);
      this.round = [...this.plan.stops, ...places.map((slot) => ({ slot }))];
      this.next = 0;
    }
    return this.round[this.next++];
  }
}
