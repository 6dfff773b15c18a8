// Messages the scene has no place for, and messages that cannot be read: bounded lists for people who connect devices.

/** An unknown topic, or a known one that names an unknown node. */
export interface Unmapped {
  topic: string;
  /** The node code nobody has; null when no feed takes the topic at all. */
  code: string | null;
  /** Why it found no place. */
  reason: string;
  count: number;
  /** Start of the last payload, as text. */
  payload: string;
  lastTime: number;
}

/** What went wrong last on a topic. */
export interface TopicFault {
  topic: string;
  count: number;
  reason: string;
  lastTime: number;
}

/** Enough of a message of JSON to see where its values are. */
const EXCERPT_BYTES = 1000;

/** First bytes of a payload as text; what is no text shows as hex. */
export function excerptOf(payload: Uint8Array): string {
  const head = payload.subarray(0, EXCERPT_BYTES);
  const more = payload.length > head.length ? "…" : "";
  const text = new TextDecoder().decode(head);
  const readable =
    ![...text].some((char) => char < " " && !"\t\r\n".includes(char)) && !text.slice(0, -3).includes("\ufffd");
  return readable ? text + more : `0x${[...head].map((byte) => byte.toString(16).padStart(2, "0")).join("")}${more}`;
}

/** A map that keeps the `limit` most recently used entries and counts what it let go. */
export class BoundedList<T> {
  dropped = 0;
  private readonly entries = new Map<string, T>();

  constructor(private readonly limit: number) {}

  get size(): number {
    return this.entries.size;
  }

  /** Changes or makes an entry, which becomes the most recent. */
  use(key: string, make: () => T, change: (entry: T) => void): void {
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = make();
      if (this.entries.size >= this.limit) {
        this.entries.delete(this.entries.keys().next().value as string);
        this.dropped++;
      }
    } else this.entries.delete(key);
    this.entries.set(key, entry);
    change(entry);
  }

  /** Lets go of entries that a test picks. */
  forget(test: (entry: T) => boolean): void {
    for (const [key, entry] of this.entries) if (test(entry)) this.entries.delete(key);
  }

  /** Most recent first. */
  list(): T[] {
    return [...this.entries.values()].reverse();
  }
}
