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

/** Severity of a warning on the house's scale: Extreme Ⅰ … Minor Ⅳ; unknown ones are shown as Ⅳ. */
export const severityOfCap = (word: string): number => ({ Extreme: 5, Severe: 4, Moderate: 3, Minor: 2 })[word] ?? 2;

const keyOf = (sender: string, identifier: string): string => `${sender},${identifier}`;

export class AlertTable {
  private readonly byKey = new Map<string, CapAlert>();
  /** Counts every change, so that a reader knows when to look again. */
  version = 0;

  /** Takes a message; what it updates or cancels is no longer in force. Acks and errors are about machines. */
  take(alert: CapAlert): void {
    if (alert.msgType === "Ack" || alert.msgType === "Error") return;
    for (const reference of alert.references) {
      const [sender, identifier] = reference.split(",");
      this.byKey.delete(keyOf(sender ?? "", identifier ?? ""));
    }
    if (alert.msgType !== "Cancel") {
      if (this.byKey.size >= MOST) this.byKey.delete(this.byKey.keys().next().value as string);
      this.byKey.set(keyOf(alert.sender, alert.identifier), alert);
    }
    this.version++;
  }

  /** Drops what has ended. @param now ms since 1970 */
  sweep(now: number): void {
    for (const [key, alert] of this.byKey)
      if (now > endOf(alert)) {
        this.byKey.delete(key);
        this.version++;
      }
  }

  /** In force, drafts left out. */
  list(): CapAlert[] {
    return [...this.byKey.values()].filter(({ status }) => status !== "Draft");
  }
}

/** When the last part of a warning ends, ms since 1970. */
export function endOf({ infos, sent }: CapAlert): number {
  const ends = infos.map(({ expires }) => expires).filter((time) => !Number.isNaN(time));
  return ends.length > 0 ? Math.max(...ends) : sent + UNENDING_MS;
}
