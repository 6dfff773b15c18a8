// What stands in one attribute of a file: how often, of which kind, from what to what, with samples; in memory that does not grow.

/** Distinct values that are told apart; beyond them there are "many". */
export const DISTINCT = 1000;
const SAMPLES = 3;
/** Numbers kept for the median. */
const KEPT = 4096;

export class Column {
  filled = 0;
  numbers = 0;
  texts = 0;
  others = 0;
  min = Infinity;
  max = -Infinity;
  readonly samples: string[] = [];
  /** Values as text → how often; no new ones once there are DISTINCT of them. */
  readonly values = new Map<string, number>();
  many = false;
  private readonly kept: number[] = [];

  constructor(readonly name: string) {}

  add(value: unknown): void {
    if (value === null || value === undefined || value === "") return;
    this.filled++;
    const number = typeof value === "number" ? value : typeof value === "string" ? numberIn(value) : Number.NaN;
    if (Number.isFinite(number)) {
      this.numbers++;
      if (number < this.min) this.min = number;
      if (number > this.max) this.max = number;
      if (this.kept.length < KEPT) this.kept.push(number);
    } else if (typeof value === "string") this.texts++;
    else this.others++;
    const text = typeof value === "object" ? JSON.stringify(value).slice(0, 200) : String(value);
    const count = this.values.get(text);
    if (count !== undefined) this.values.set(text, count + 1);
    else if (this.values.size < DISTINCT) this.values.set(text, 1);
    else this.many = true;
    if (count === undefined && this.samples.length < SAMPLES) this.samples.push(text);
  }

  /** Whether what is filled in is numbers, but for a few. */
  get numeric(): boolean {
    return this.numbers > 0 && this.numbers >= 0.9 * this.filled;
  }

  /** Middle of the first few thousand numbers; NaN without any. */
  get median(): number {
    return [...this.kept].sort((a, b) => a - b)[this.kept.length >> 1] ?? Number.NaN;
  }

  /** Share of the first few thousand numbers that are whole. */
  get whole(): number {
    return this.kept.filter(Number.isInteger).length / Math.max(1, this.kept.length);
  }
}

const numberIn = (text: string): number => (/^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN);
