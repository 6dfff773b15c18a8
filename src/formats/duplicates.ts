// Features seen before, known by a 64-bit hash of their id and geometry: a million of them take 16 MB, and none is kept.

import type { ReadFeature } from "./geometry.ts";

/** Open addressing in two typed arrays (lower and upper half); 0 in both is empty. */
export class Seen {
  private lower = new Int32Array(1 << 12);
  private upper = new Int32Array(1 << 12);
  private size = 0;
  private a = 0;
  private b = 0;

  /** Remembers a feature. @returns whether one of the same id and geometry was there before (wrong once in 10⁷ files of a million) */
  has(feature: ReadFeature): boolean {
    this.a = 0x9e3779b9 | 0;
    this.b = 0x85ebca6b | 0;
    const { id } = feature;
    for (let i = 0; i < id.length; i++) this.mix(id.charCodeAt(i));
    for (const rings of feature.polygons) {
      this.mix(-1);
      for (const ring of rings) this.floats(ring);
    }
    for (const line of feature.lines) {
      this.mix(-2);
      this.floats(line);
    }
    for (const heights of feature.lineHeights ?? []) if (heights) this.floats(heights);
    if (feature.points.length > 0) this.floats(Float64Array.from(feature.points.flat()));
    if (feature.pointHeights) this.floats(Float64Array.from(feature.pointHeights));
    for (const solid of feature.solids ?? [])
      for (const surface of solid.surfaces) {
        this.mix(-3);
        for (const ring of surface.rings) this.floats(ring);
      }
    return this.add(this.a | 1, this.b);
  }

  private floats(values: Float64Array): void {
    const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
    this.mix(words.length);
    for (let i = 0; i < words.length; i++) this.mix(words[i]);
  }

  /** Two multiplicative hashes with different odd factors (as in xxHash32) over the same words. */
  private mix(word: number): void {
    let a = Math.imul(this.a ^ word, 0x9e3779b1);
    a ^= a >>> 15;
    this.a = a;
    const b = Math.imul(this.b + word, 0x85ebca77);
    this.b = ((b << 13) | (b >>> 19)) ^ a;
  }

  private add(a: number, b: number): boolean {
    if (this.size * 2 > this.lower.length) this.grow();
    const slot = this.slot(a, b);
    if (this.lower[slot] !== 0) return true;
    this.lower[slot] = a;
    this.upper[slot] = b;
    this.size++;
    return false;
  }

  private slot(a: number, b: number): number {
    const mask = this.lower.length - 1;
    let slot = (a ^ (b >>> 7)) & mask;
    while (this.lower[slot] !== 0 && (this.lower[slot] !== a || this.upper[slot] !== b)) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { lower, upper } = this;
    this.lower = new Int32Array(2 * lower.length);
    this.upper = new Int32Array(2 * upper.length);
    for (let i = 0; i < lower.length; i++)
      if (lower[i] !== 0) {
        const slot = this.slot(lower[i], upper[i]);
        this.lower[slot] = lower[i];
        this.upper[slot] = upper[i];
      }
  }
}
