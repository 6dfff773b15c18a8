// Transitions that wait for the database, in columns: the engine never waits, and what finds no room is counted.

const FIRST_ROWS = 1 << 10;
/** A flood of the largest city twice over; about 4 MB. */
const MOST_ROWS = 100_000;

export interface Transition {
  slot: number;
  /** Index of the rule in the table of rules. */
  rule: number;
  severity: number;
  value: number;
  sourceTime: number;
  at: number;
  flags: number;
}

export class TransitionQueue {
  /** Given up because the queue was full: what is open must be compared with the engine again. */
  dropped = 0;
  private capacity: number;
  private head = 0;
  private count = 0;
  private ints: Int32Array;
  private doubles: Float64Array;

  constructor(private readonly most = MOST_ROWS) {
    this.capacity = Math.min(FIRST_ROWS, most);
    this.ints = new Int32Array(this.capacity * 4);
    this.doubles = new Float64Array(this.capacity * 3);
  }

  get length(): number {
    return this.count;
  }

  push(
    slot: number,
    rule: number,
    severity: number,
    value: number,
    sourceTime: number,
    at: number,
    flags: number,
  ): void {
    if (this.count === this.capacity && !this.grow()) {
      this.dropped++;
      return;
    }
    const row = (this.head + this.count++) % this.capacity;
    this.ints[row * 4] = slot;
    this.ints[row * 4 + 1] = rule;
    this.ints[row * 4 + 2] = severity;
    this.ints[row * 4 + 3] = flags;
    this.doubles[row * 3] = value;
    this.doubles[row * 3 + 1] = sourceTime;
    this.doubles[row * 3 + 2] = at;
  }

  /** Takes the oldest out, at most so many. */
  take(most: number): Transition[] {
    const taken: Transition[] = [];
    while (taken.length < most && this.count > 0) {
      const row = this.head;
      const [slot, rule, severity, flags] = this.ints.subarray(row * 4, row * 4 + 4);
      const [value, sourceTime, at] = this.doubles.subarray(row * 3, row * 3 + 3);
      taken.push({ slot, rule, severity, value, sourceTime, at, flags });
      this.head = (this.head + 1) % this.capacity;
      this.count--;
    }
    return taken;
  }

  private grow(): boolean {
    const capacity = Math.min(this.most, this.capacity * 2);
    if (capacity === this.capacity) return false;
    const [ints, doubles] = [new Int32Array(capacity * 4), new Float64Array(capacity * 3)];
    for (let i = 0; i < this.count; i++) {
      const row = (this.head + i) % this.capacity;
      ints.set(this.ints.subarray(row * 4, row * 4 + 4), i * 4);
      doubles.set(this.doubles.subarray(row * 3, row * 3 + 3), i * 3);
    }
    [this.ints, this.doubles, this.head, this.capacity] = [ints, doubles, 0, capacity];
    return true;
  }
}
