// Cuts JSON too large to hold: the members of an object or the elements of an array, as slices of bytes for JSON.parse.

import { SourceError } from "./fault.ts";
import type { SourceFile } from "./sourceFile.ts";

/** One member or element, or a run of several when `runBytes` asks for runs. */
export interface JsonSlice {
  /** Name of the member; null in an array and for a run of several. */
  key: string | null;
  /** Where the slice begins in the file, bytes (a member begins with its name). */
  offset: number;
  /** Where its value begins. Equal to `offset` in an array. White space may stand before it. */
  valueOffset: number;
  /** First byte after it. */
  end: number;
  /** Its bytes; null when it was not wanted or is longer than `maxBytes`. Valid until the next slices are asked for. */
  bytes: Uint8Array | null;
}

export interface SliceOptions {
  /** Whether the bytes of a member are wanted; all are by default. Not asked for elements of arrays. */
  want?: (key: string) => boolean;
  /** Hand out runs of whole members or elements of at least so many bytes; 1 (each by itself) by default. */
  runBytes?: number;
  /** Longest slice kept, bytes; 64 MiB by default. Longer ones come with `bytes` null. */
  maxBytes?: number;
  /** Called with the number of bytes read of the file, for progress. */
  progress?: (position: number) => void;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

const isSpace = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);

/** A file that stops before its JSON does. */
export function cutShort(name: string, bytes: number): SourceError {
  return new SourceError(name, `ends in the middle, after ${bytes} bytes`, "copy or export the file again");
}

/**
 * The parts of the object or array that begins at or after byte `from` (white space before it is passed over).
 * Its brackets are counted, not checked against each other: JSON.parse of each slice finds what is wrong in it.
 * @returns by way of the generator: first byte after the closing bracket
 * @throws SourceError when no bracket opens there or the file ends before it closes
 */
export async function* jsonSlices(
  file: SourceFile,
  from: number,
  options: SliceOptions = {},
): AsyncGenerator<JsonSlice[], number> {
  const cutter = new Cutter(file.name, from, options);
  for await (const chunk of file.stream(from)) {
    const slices = cutter.push(chunk);
    options.progress?.(cutter.position);
    if (slices.length > 0) yield slices;
    if (cutter.end >= 0) return cutter.end;
  }
  throw cutShort(file.name, cutter.position);
}

class Cutter {
  /** First byte after the closing bracket; −1 until it is met. */
  end = -1;
  /** Offset in the file of the next chunk. */
  position: number;
  private depth = 0;
  private inObject = false;
  private inString = false;
  private escaped = false;
  /** Bytes of the slice that stood in earlier chunks. */
  private carried: Uint8Array[] = [];
  private carriedBytes = 0;
  private start = -1;
  private valueStart = -1;
  private key: string | null = null;
  private wanted = true;
  private empty = true;
  private members = 0;
  private readonly runBytes: number;
  private readonly maxBytes: number;

  constructor(
    private readonly name: string,
    from: number,
    private readonly options: SliceOptions,
  ) {
    this.position = from;
    this.runBytes = options.runBytes ?? 1;
    this.maxBytes = options.maxBytes ?? 1 << 26;
  }

  push(chunk: Uint8Array): JsonSlice[] {
    const out: JsonSlice[] = [];
    const base = this.position;
    const n = chunk.length;
    let i = 0;
    if (this.depth === 0) i = this.open(chunk, base);
    let { depth, inString, escaped } = this;
    for (; i < n; i++) {
      const byte = chunk[i];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      if (byte === QUOTE) {
        inString = true;
        this.empty = false;
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        depth++;
        this.empty = false;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        if (--depth > 0) continue;
        if (!this.empty || this.members > 0) this.flush(chunk, base, i, out);
        this.end = base + i + 1;
        break;
      } else if (depth === 1) {
        if (byte === COMMA) {
          this.members++;
          if (base + i - this.start >= this.runBytes) this.flush(chunk, base, i, out);
          else this.key = null;
        } else if (byte === COLON) {
          if (this.inObject && this.members === 0) this.named(chunk, base, i);
        } else if (!isSpace(byte)) this.empty = false;
      }
    }
    Object.assign(this, { depth, inString, escaped });
    this.position = base + (this.end >= 0 ? i + 1 : n);
    if (this.end < 0 && this.start >= 0) this.carry(chunk, base);
    return out;
  }

  /** Finds the opening bracket. */
  private open(chunk: Uint8Array, base: number): number {
    let i = 0;
    while (i < chunk.length && (isSpace(chunk[i]) || chunk[i] === BYTE_ORDER_MARK[base + i])) i++;
    if (i === chunk.length) return i;
    if (chunk[i] !== OPEN_OBJECT && chunk[i] !== OPEN_ARRAY)
      throw new SourceError(this.name, `is not JSON: no { or [ at byte ${base + i}`, "correct or export it again");
    this.inObject = chunk[i] === OPEN_OBJECT;
    this.depth = 1;
    this.start = base + i + 1;
    return i + 1;
  }

  private named(chunk: Uint8Array, base: number, at: number): void {
    const text = new TextDecoder().decode(this.gather(chunk, base, at));
    try {
      this.key = String(JSON.parse(text));
    } catch {
      this.key = text.trim();
    }
    this.valueStart = base + at + 1;
    this.wanted = this.options.want?.(this.key) ?? true;
    if (!this.wanted) this.drop();
  }

  private flush(chunk: Uint8Array, base: number, at: number, out: JsonSlice[]): void {
    const end = base + at;
    const kept = this.wanted && end - this.start <= this.maxBytes;
    out.push({
      key: this.runBytes === 1 ? this.key : null,
      offset: this.start,
      valueOffset: this.valueStart >= 0 ? this.valueStart : this.start,
      end,
      bytes: kept ? this.gather(chunk, base, at) : null,
    });
    this.drop();
    this.start = end + 1;
    this.valueStart = -1;
    this.key = null;
    this.wanted = true;
    this.empty = true;
    this.members = 0;
  }

  private gather(chunk: Uint8Array, base: number, at: number): Uint8Array {
    const here = chunk.subarray(Math.max(0, this.start - base), at);
    if (this.carried.length === 0) return here;
    const whole = new Uint8Array(this.carriedBytes + here.length);
    let offset = 0;
    for (const piece of this.carried) {
      whole.set(piece, offset);
      offset += piece.length;
    }
    whole.set(here, offset);
    return whole;
  }

  private carry(chunk: Uint8Array, base: number): void {
    if (!this.wanted) return;
    const piece = chunk.slice(Math.max(0, this.start - base));
    this.carried.push(piece);
    this.carriedBytes += piece.length;
    if (this.carriedBytes > this.maxBytes) {
      this.wanted = false;
      this.drop();
    }
  }

  private drop(): void {
    this.carried = [];
    this.carriedBytes = 0;
  }
}

/** A line of a file of JSON lines; `bytes` null when longer than 64 MiB. */
export interface JsonLine {
  /** Counted from 1. */
  line: number;
  bytes: Uint8Array | null;
}

const LONGEST_LINE = 1 << 26;
const NEWLINE = 10;
/** Record separator of JSON text sequences (RFC 7464), passed over. */
const RECORD = 0x1e;

/**
 * Lines of a newline-delimited file, several at a time; empty ones are left out. Valid until the next are asked for.
 * @param from byte to begin at; the line it stands in is counted as the first
 */
export async function* jsonLines(
  file: SourceFile,
  from = 0,
  progress?: (position: number) => void,
): AsyncGenerator<JsonLine[]> {
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;
  let tooLong = false;
  let line = 1;
  let position = from;
  const join = (last: Uint8Array): Uint8Array => {
    if (carried.length === 0) return last;
    const whole = new Uint8Array(carriedBytes + last.length);
    let offset = 0;
    for (const piece of [...carried, last]) {
      whole.set(piece, offset);
      offset += piece.length;
    }
    return whole;
  };
  const add = (out: JsonLine[], last: Uint8Array): void => {
    const bytes = tooLong ? null : trim(join(last));
    if (bytes === null || bytes.length > 0) out.push({ line, bytes });
    carried = [];
    carriedBytes = 0;
    tooLong = false;
    line++;
  };
  for await (const chunk of file.stream(from)) {
    const out: JsonLine[] = [];
    let start = position === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
    for (let at = chunk.indexOf(NEWLINE, start); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      add(out, chunk.subarray(start, at));
      start = at + 1;
    }
    position += chunk.length;
    carriedBytes += chunk.length - start;
    if (carriedBytes > LONGEST_LINE) {
      tooLong = true;
      carried = [];
    } else if (start < chunk.length) carried.push(chunk.slice(start));
    progress?.(position);
    if (out.length > 0) yield out;
  }
  const out: JsonLine[] = [];
  add(out, new Uint8Array(0));
  if (out.length > 0) yield out;
}

function trim(bytes: Uint8Array): Uint8Array {
  let start = 0;
  let end = bytes.length;
  while (start < end && (isSpace(bytes[start]) || bytes[start] === RECORD)) start++;
  while (end > start && isSpace(bytes[end - 1])) end--;
  return bytes.subarray(start, end);
}
