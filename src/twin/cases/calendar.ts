// Working time in a city's own time zone: a due time from a limit, the working time between two instants, and the city's days.

import type { Duration } from "./flow.ts";
import type { WorkCalendar } from "./workCalendar.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** A limit that is not over in so many days is a mistake of the data. */
const HORIZON_DAYS = 40_000;

/** Whether a limit counts around the clock (分钟, 紧急工作时) rather than in working time. */
export const isAroundTheClock = (unit: Duration["in"]): boolean => unit === "minutes" || unit === "urgentHours";

/**
 * Working time of one calendar in one time zone. Instants are ms since 1970, spans are ms. A clock change moves the wall time:
 * an hour that is skipped is not worked, one that comes twice is worked twice where it lies in the working hours.
 */
export class WorkingTime {
  private readonly local: Intl.DateTimeFormat;
  private readonly dayStarts = new Map<number, number>();
  private readonly workOf = new Map<number, readonly (readonly [number, number])[]>();
  private readonly off = new Set<string>();
  private readonly worked = new Set<string>();
  /** Length of a working day (工作日), ms. */
  readonly workDayMs: number;

  /** @param timeZone IANA name. @throws RangeError when it is none */
  constructor(
    readonly calendar: WorkCalendar,
    readonly timeZone: string,
  ) {
    this.local = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    for (const { daysOff, workdays } of calendar.years) {
      for (const [from, to] of daysOff)
        for (let day = dayNumber(from); day <= dayNumber(to); day++) this.off.add(dateOf(day));
      for (const day of workdays) this.worked.add(day);
    }
    this.workDayMs = calendar.hours.reduce((sum, [from, to]) => sum + clockMs(to) - clockMs(from), 0);
  }

  /** Span of a limit, ms: working time for workHours and workDays, plain time for the others. */
  spanOf({ amount, in: unit }: Duration): number {
    if (unit === "minutes") return amount * MINUTE_MS;
    return amount * (unit === "workDays" ? this.workDayMs : HOUR_MS);
  }

  /** When a limit that starts at an instant is over. */
  add(start: number, limit: Duration): number {
    return this.addSpan(start, this.spanOf(limit), limit.in);
  }

  /** The same with the span in ms; not above 0 gives the start itself. @throws RangeError when the calendar has no work for it */
  addSpan(start: number, span: number, unit: Duration["in"]): number {
    if (span <= 0) return start;
    if (isAroundTheClock(unit)) return start + span;
    let left = span;
    const first = this.dayAt(start);
    for (let day = first; day < first + HORIZON_DAYS; day++)
      for (const [from, to] of this.workAt(day)) {
        if (to <= start) continue;
        const begin = Math.max(from, start);
        if (to - begin >= left) return begin + left;
        left -= to - begin;
      }
    throw new RangeError(`no ${span} ms of working time after ${start} in calendar ${this.calendar.id}`);
  }

  /** Time of the limit's unit between two instants, ms; negative when the end is before the start. */
  between(start: number, end: number, unit: Duration["in"]): number {
    if (isAroundTheClock(unit)) return end - start;
    if (end < start) return -this.between(end, start, unit);
    let sum = 0;
    for (let day = this.dayAt(start); this.startOf(day) < end; day++)
      for (const [from, to] of this.workAt(day)) sum += Math.max(0, Math.min(to, end) - Math.max(from, start));
    return sum;
  }

  isWorking(at: number): boolean {
    return this.workAt(this.dayAt(at)).some(([from, to]) => at >= from && at < to);
  }

  /** Number of the city's day an instant lies in, days since 1970-01-01. */
  dayAt(at: number): number {
    let day = Math.floor(at / DAY_MS);
    while (this.startOf(day) > at) day--;
    while (this.startOf(day + 1) <= at) day++;
    return day;
  }

  /** First instant of a day of the city. */
  startOf(day: number): number {
    let start = this.dayStarts.get(day);
    if (start === undefined) {
      start = this.instantOf(day, 0);
      // A zone that skips midnight begins its day later, one that repeats it begins with the first.
      this.dayStarts.set(day, start);
    }
    return start;
  }

  /** yyyy-mm-dd of the city's day of an instant. */
  dateAt(at: number): string {
    return dateOf(this.dayAt(at));
  }

  private workAt(day: number): readonly (readonly [number, number])[] {
    let work = this.workOf.get(day);
    if (!work) {
      const date = dateOf(day);
      // 1970-01-01 was a Thursday, day 4 of the week.
      const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
      const works = this.worked.has(date) || !(this.off.has(date) || this.calendar.weekend.includes(weekday));
      work = works
        ? this.calendar.hours.map(
            ([from, to]) => [this.instantOf(day, clockMs(from)), this.instantOf(day, clockMs(to))] as const,
          )
        : [];
      this.workOf.set(day, work);
    }
    return work;
  }

  /** Instant of a wall time; one that a clock change skips is the change itself. */
  private instantOf(day: number, clock: number): number {
    const wall = day * DAY_MS + clock;
    // Of the offsets half a day before and after, the earlier one that fits; between them lies a change.
    const [before, after] = [this.offsetAt(wall - DAY_MS / 2), this.offsetAt(wall + DAY_MS / 2)];
    if (before === after && this.offsetAt(wall - before) === before) return wall - before;
    for (const offset of [before, after, this.offsetAt(wall - before)])
      if (this.offsetAt(wall - offset) === offset) return wall - offset;
    let [low, high] = [wall - Math.max(before, after) - DAY_MS / 2, wall - Math.min(before, after) + DAY_MS / 2];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (middle + this.offsetAt(middle) >= wall) high = middle;
      else low = middle;
    }
    return high;
  }

  /** Local time less UTC, ms. */
  private offsetAt(at: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.local.formatToParts(at)) part[type] = Number(value);
    const local = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
    return local - Math.floor(at / 1000) * 1000;
  }
}

const clockMs = (clock: string): number => Number(clock.slice(0, 2)) * HOUR_MS + Number(clock.slice(3)) * MINUTE_MS;

/** Days since 1970 of yyyy-mm-dd. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** yyyy-mm-dd of a day number. */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
