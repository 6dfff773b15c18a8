// Finds where JSON values begin and end in a stream of UTF-8 bytes, without keeping more than the values asked for.

import { SourceError } from "../fault.ts";
import { notText } from "../text.ts";

/** Longest single value taken into memory, bytes. */
export const LONGEST_VALUE = 64 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** What a byte outside of a string means for depth: 1 quote, 2 opens, 3 closes, 0 nothing. */
const ROLE = new Uint8Array(256);
ROLE[QUOTE] = 1;
ROLE[0x7b] = ROLE[0x5b] = 2;
ROLE[0x7d] = ROLE[0x5d] = 3;
/** Space, line ends and the record separator of RFC 8142. */
const BLANK = new Uint8Array(256);
for (const byte of [0x20, 0x09, 0x0a, 0x0d, 0x1e]) BLANK[byte] = 1;

/** A window over the stream: `keep` is the oldest byte still needed, `at` the reading position. */
export class JsonBytes {
  private bytes = new Uint8Array(1 << 20);
  private end = 0;
  /** Oldest byte still needed. */
  keep = 0;
  /** Next byte to be looked at. */
  at = 0;
  /** Bytes of the stream before the window. */
  private before = 0;
  private ended = false;
  private depth = 0;
  private inString = false;
  private inScalar = false;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private readonly decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

  constructor(
    private readonly name: string,
    chunks: AsyncIterable<Uint8Array>,
  ) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Lets go of the stream; to be called when it is not read to its end. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  /** Offset of `at` in the stream, bytes. */
  get offset(): number {
    return this.before + this.at;
  }

  /** Next byte without moving, or -1 when the window is used up. */
  get byte(): number {
    return this.at < this.end ? this.bytes[this.at] : -1;
  }

  /** Gets more of the stream into the window. @returns false at the end of the stream */
  async fill(): Promise<boolean> {
    if (this.ended) return false;
    const next = await this.chunks.next();
    if (next.done) {
      this.ended = true;
      return false;
    }
    const chunk = next.value;
    const kept = this.end - this.keep;
    if (this.end + chunk.length > this.bytes.length) {
      const into =
        kept + chunk.length > this.bytes.length
          ? new Uint8Array(Math.max(2 * this.bytes.length, kept + chunk.length))
          : this.bytes;
      if (into === this.bytes) into.copyWithin(0, this.keep, this.end);
      else into.set(this.bytes.subarray(this.keep, this.end));
      this.bytes = into;
      this.before += this.keep;
      this.at -= this.keep;
      this.end = kept;
      this.keep = 0;
    }
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
    return true;
  }

  /** Moves over blanks between values; nothing before them is kept. @returns the byte found there, or -1 at the end of the stream */
  async next(): Promise<number> {
    for (;;) {
      this.skipBlanks();
      if (this.at < this.end) return this.bytes[this.at];
      this.keep = this.at; // else a file that is mostly blanks would be held whole
      if (!(await this.fill())) return -1;
    }
  }

  skipBlanks(): void {
    const { bytes, end } = this;
    let at = this.at;
    while (at < end && BLANK[bytes[at]] === 1) at++;
    this.at = at;
  }

  /**
   * Moves over the value at `at`, or goes on where it stopped for want of bytes.
   * @returns false when the window ends before the value does
   */
  scanValue(): boolean {
    const { bytes, end } = this;
    let { at, depth, inString } = this;
    let done = false;
    if (at >= end) return false;
    if (this.inScalar || (depth === 0 && !inString && ROLE[bytes[at]] === 0)) {
      // A number, true, false or null: it ends where something else begins.
      while (at < end && ROLE[bytes[at]] === 0 && bytes[at] !== 0x2c && BLANK[bytes[at]] === 0) at++;
      this.at = at;
      this.inScalar = at >= end;
      return !this.inScalar;
    }
    while (at < end) {
      if (inString) {
        while (at < end && bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at++;
        if (at >= end) break;
        if (bytes[at] === BACKSLASH) {
          if (at + 1 >= end) break; // both bytes of the escape are looked at again with more of the stream
          at += 2;
          continue;
        }
        at++;
        inString = false;
      } else {
        while (at < end && ROLE[bytes[at]] === 0) at++;
        if (at >= end) break;
        const role = ROLE[bytes[at++]];
        if (role === 1) {
          inString = true;
          continue;
        }
        depth += role === 2 ? 1 : -1;
      }
      if (depth <= 0) {
        done = true;
        break;
      }
    }
    this.at = at;
    this.depth = done ? 0 : depth;
    this.inString = inString;
    return done;
  }

  /** Moves over a whole value. @param what how errors call it @throws SourceError when it is too long or the stream ends */
  async value(what: string): Promise<void> {
    while (!this.scanValue()) {
      if (this.at - this.keep > LONGEST_VALUE) throw this.tooLong(what);
      if (await this.fill()) continue;
      if (this.inScalar) return; // a number at the end of the stream
      throw await this.endsInside();
    }
  }

  /** The error for a value that does not end within reason. */
  tooLong(what: string): SourceError {
    return new SourceError(
      this.name,
      `${what}, from byte ${this.before + this.keep} on, is longer than 64 MB or lacks a closing quote or bracket`,
      "correct it, or cut it into several",
    );
  }

  /** The error for a stream that ends within a value, which may only seem so because of a fault further up. */
  private async endsInside(): Promise<SourceError> {
    const rest = this.text(this.keep, this.end);
    try {
      JSON.parse(rest);
    } catch (error) {
      const fault = notJson(this.name, rest, error as Error, this.before + this.keep);
      if (fault) return fault;
    }
    return new EndsInMiddle(this.name);
  }

  /** Text from `from` to `to` (window positions). @throws SourceError when it is not UTF-8 */
  text(from: number, to: number): string {
    try {
      return this.decoder.decode(this.bytes.subarray(from, to));
    } catch {
      throw notText(this.name, "utf-8", this.before + from);
    }
  }

  /** Goes back to a place between values. */
  rewind(position: number): void {
    this.at = position;
    this.depth = 0;
    this.inString = false;
    this.inScalar = false;
  }

  /** Writes a comma over the first of the blanks that part two values, so that lines can be parsed as one list. */
  join(position: number): void {
    const { bytes } = this;
    bytes[position] = 0x2c;
    for (let i = position + 1; BLANK[bytes[i]] === 1; i++) bytes[i] = 0x20;
  }
}

/** What JSON.parse found wrong, in words; null when the text only ends too early. @param byte where the text begins */
export function notJson(name: string, text: string, error: Error, byte: number): SourceError | null {
  if (/[:,[]\s*-?(NaN|Infinity)\b/.test(text))
    return new SourceError(name, "has NaN or Infinity, which JSON does not know", "write null instead");
  const at = /at position (\d+)/.exec(error.message)?.[1];
  if (/end of JSON|Unterminated/i.test(error.message) || (at !== undefined && Number(at) >= text.length)) return null;
  const message = error.message.replace(/, "?(\.\.\.)?[\s\S]*is not valid JSON$/, "").replace(/ at position.*$/s, "");
  return new SourceError(name, `is not JSON after byte ${byte}: ${message}`, "correct or export it again");
}

/** The file ends within a value. */
export class EndsInMiddle extends SourceError {
  /** @param characters how many it has; unknown if not given */
  constructor(name: string, characters?: number) {
    super(
      name,
      `ends in the middle${characters === undefined ? "" : `, after ${characters} characters`}`,
      "copy or export the file again",
    );
  }
}
