// Finds an object of a CityJSON file by its id without keeping the file: recent ones in memory, the rest by where they stand.

import { jsonSlices } from "../jsonSlices.ts";
import { member } from "../objects.ts";
import type { SourceFile } from "../sourceFile.ts";

/** Objects kept in memory; parts mostly stand near their building. */
const RECENT = 512;

/** Objects of one file by id. Memory: 24 bytes an object, once one is asked for that is not among the recent ones. */
export class ObjectFinder {
  private readonly recent = new Map<string, Record<string, unknown>>();
  private places: Places | null = null;

  /** @param from where the value of CityObjects begins in the file, bytes */
  constructor(
    private readonly file: SourceFile,
    private readonly from: number,
  ) {}

  /** Remembers an object that may soon be asked for. */
  keep(id: string, object: Record<string, unknown>): void {
    this.recent.delete(id);
    this.recent.set(id, object);
    if (this.recent.size > RECENT) this.recent.delete(this.recent.keys().next().value!);
  }

  /** @returns the object, or null when the file has none of this id or it cannot be parsed */
  async find(id: string): Promise<Record<string, unknown> | null> {
    const near = this.recent.get(id);
    if (near) return near;
    this.places ??= await Places.of(this.file, this.from);
    const place = this.places.find(id);
    if (!place) return null;
    try {
      const text = new TextDecoder().decode(await this.file.read(place.offset, place.length));
      const parsed = JSON.parse(`{${text}}`) as Record<string, unknown>;
      const object = member(parsed, id) as Record<string, unknown> | null | undefined;
      if (typeof object !== "object" || object === null || Array.isArray(object)) return null;
      this.keep(id, object);
      return object;
    } catch {
      return null;
    }
  }
}

/** Open-addressing table from a 64-bit hash of an id to where the object stands. */
class Places {
  private hashes = new Uint32Array(2 * 1024);
  private offsets = new Float64Array(1024);
  private lengths = new Float64Array(1024);
  private count = 0;

  static async of(file: SourceFile, from: number): Promise<Places> {
    const places = new Places();
    for await (const slices of jsonSlices(file, from, { want: () => false }))
      for (const { key, offset, end } of slices) if (key !== null) places.add(key, offset, end - offset);
    return places;
  }

  find(id: string): { offset: number; length: number } | null {
    const [a, b] = hash(id);
    const at = this.slot(a, b);
    return this.lengths[at] > 0 ? { offset: this.offsets[at], length: this.lengths[at] } : null;
  }

  private add(id: string, offset: number, length: number): void {
    if (2 * this.count >= this.offsets.length) this.grow();
    const [a, b] = hash(id);
    this.put(a, b, offset, length);
  }

  private put(a: number, b: number, offset: number, length: number): void {
    const at = this.slot(a, b);
    if (this.lengths[at] === 0) this.count++;
    this.hashes[2 * at] = a;
    this.hashes[2 * at + 1] = b;
    this.offsets[at] = offset;
    this.lengths[at] = length;
  }

  private slot(a: number, b: number): number {
    const mask = this.offsets.length - 1;
    let at = a & mask;
    while (this.lengths[at] > 0 && (this.hashes[2 * at] !== a || this.hashes[2 * at + 1] !== b)) at = (at + 1) & mask;
    return at;
  }

  private grow(): void {
    const { hashes, offsets, lengths } = this;
    const size = 2 * offsets.length;
    this.hashes = new Uint32Array(2 * size);
    this.offsets = new Float64Array(size);
    this.lengths = new Float64Array(size);
    this.count = 0;
    for (let i = 0; i < offsets.length; i++)
      if (lengths[i] > 0) this.put(hashes[2 * i], hashes[2 * i + 1], offsets[i], lengths[i]);
  }
}

/** Two 32-bit hashes of a text (FNV-1a and a multiplicative one), together 64 bits. */
function hash(text: string): [number, number] {
  let [a, b] = [0x811c9dc5, 0x9e3779b1];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b + c, 0x85ebca6b) ^ (b >>> 15);
  }
  return [a >>> 0, b >>> 0];
}
