// Public warnings (OASIS CAP 1.2): what is in force now, by updates, cancellations and the clock.

/** An area of a warning: polygons and circles, or only words and codes. */
export interface CapArea {
  description: string;
  /** Closed rings, [lon, lat] degrees. */
  polygons: [number, number][][];
  circles: { lon: number; lat: number; radiusMetres: number }[];
  /** Codes by their scheme, such as SAME or GB/T 2260. */
  geocodes: { name: string; value: string }[];
}

/** What a warning says in one language. */
export interface CapInfo {
  language: string;
  event: string;
  headline: string;
  description: string;
  instruction: string;
  urgency: string;
  severity: string;
  certainty: string;
  /** ms since 1970; NaN when not told. */
  effective: number;
  expires: number;
  senderName: string;
  areas: CapArea[];
}

export const CAP_STATUS = ["Actual", "Exercise", "System", "Test", "Draft"] as const;
export const CAP_TYPE = ["Alert", "Update", "Cancel", "Ack", "Error"] as const;

export interface CapAlert {
  identifier: string;
  sender: string;
  /** ms since 1970. */
  sent: number;
  status: (typeof CAP_STATUS)[number];
  msgType: (typeof CAP_TYPE)[number];
  scope: string;
  /** "sender,identifier,sent" of the messages this one is about. */
  references: string[];
  infos: CapInfo[];
}

/** Without an end a warning is in force for this long, ms (CAP leaves it to the reader). */
const UNENDING_MS = 86_400_000;
const MOST = 500;
/** All warnings together, bytes by {@link weightOf}; the oldest give way. */
const HEAVIEST = 16 * 2 ** 20;
/** Messages remembered as ended, so that a broker which hands an old one out again does not bring it back. */
const MOST_ENDED = 5000;

/** CAP's words, and the four colours of Chinese warnings, on the house's scale. */
const SEVERITIES: Readonly<Record<string, number>> = {
  Extreme: 5,
  Severe: 4,
  Moderate: 3,
  Minor: 2,
  Red: 5,
  Orange: 4,
  Yellow: 3,
  Blue: 2,
};

/** Severity of a warning on the house's scale: Extreme Ⅰ … Minor Ⅳ; unknown ones are shown as Ⅳ. */
export const severityOfCap = (word: string): number => (Object.hasOwn(SEVERITIES, word) ? SEVERITIES[word] : 2);

/** Exercises and tests are kept apart: they never replace or end what is actual. */
const keyOf = (status: string, sender: string, identifier: string): string => `${status},${sender},${identifier}`;

/** About what a warning holds, bytes. */
function weightOf({ infos }: CapAlert): number {
  let bytes = 1000;
  for (const { headline, description, instruction, areas } of infos) {
    bytes += 1000 + 2 * (headline.length + description.length + instruction.length);
    for (const { description: words, polygons, circles, geocodes } of areas) {
      bytes += 200 + 2 * words.length + 100 * (circles.length + geocodes.length);
      for (const ring of polygons) bytes += 80 * ring.length;
    }
  }
  return bytes;
}

export class AlertTable {
  private readonly byKey = new Map<string, CapAlert>();
  private readonly ended = new Set<string>();
  private weight = 0;
  /** Counts every change, so that a reader knows when to look again. */
  version = 0;

  /**
   * Takes a message; what it updates or cancels is no longer in force. Acks and errors are about machines; a message
   * that is known, has been replaced or is over changes nothing.
   * @param now ms since 1970
   */
  take(alert: CapAlert, now = Number.NEGATIVE_INFINITY): void {
    if (alert.msgType === "Ack" || alert.msgType === "Error") return;
    const key = keyOf(alert.status, alert.sender, alert.identifier);
    for (const reference of alert.references) {
      const [sender = "", identifier = ""] = reference.split(",");
      const about = keyOf(alert.status, sender, identifier);
      if (about !== key) this.end(about);
    }
    const known = this.byKey.get(key);
    if (alert.msgType === "Cancel" || this.ended.has(key) || now > endOf(alert)) return;
    if (known && alert.sent <= known.sent) return;
    this.remove(key);
    this.byKey.set(key, alert);
    this.weight += weightOf(alert);
    while (this.byKey.size > MOST || (this.weight > HEAVIEST && this.byKey.size > 1))
      this.remove(this.byKey.keys().next().value as string);
    this.version++;
  }

  /** Drops what has ended. @param now ms since 1970 */
  sweep(now: number): void {
    for (const [key, alert] of this.byKey) if (now > endOf(alert)) this.remove(key);
  }

  /** In force, drafts left out. */
  list(): CapAlert[] {
    return [...this.byKey.values()].filter(({ status }) => status !== "Draft");
  }

  private end(key: string): void {
    if (this.ended.size >= MOST_ENDED) this.ended.delete(this.ended.values().next().value as string);
    this.ended.add(key);
    this.remove(key);
  }

  private remove(key: string): void {
    const alert = this.byKey.get(key);
    if (!alert) return;
    this.byKey.delete(key);
    this.weight -= weightOf(alert);
    this.version++;
  }
}

/** When the last part of a warning ends, ms since 1970. */
export function endOf({ infos, sent }: CapAlert): number {
  const ends = infos.map(({ expires }) => expires).filter((time) => !Number.isNaN(time));
  return ends.length > 0 ? Math.max(...ends) : sent + UNENDING_MS;
}
