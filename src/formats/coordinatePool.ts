// Coordinates of many small rings in few large arrays: an array of its own for each ring is what reading would spend its time on.

const BLOCK = 1 << 13;

/** Hands out Float64Arrays that are views of larger ones. A ring that is kept keeps its block of 64 KiB. */
export class CoordinatePool {
  private block = new Float64Array(BLOCK);
  private used = 0;

  /** Room for at most `length` numbers; `take` what was used of it before asking again. */
  room(length: number): Float64Array {
    if (length > BLOCK) return new Float64Array(length);
    if (this.used + length > BLOCK) {
      this.block = new Float64Array(BLOCK);
      this.used = 0;
    }
    return this.block.subarray(this.used, this.used + length);
  }

  /** Keeps the first `length` numbers of the room last given. */
  take(room: Float64Array, length: number): Float64Array {
    if (room.buffer === this.block.buffer) this.used += length;
    return length === room.length ? room : room.subarray(0, length);
  }
}
