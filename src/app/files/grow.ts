// Typed arrays that grow, for meshes of unknown size.

export class Floats {
  private data = new Float32Array(1 << 12);
  length = 0;

  push(...values: number[]): void {
    if (this.length + values.length > this.data.length) {
      const bigger = new Float32Array(2 * (this.length + values.length));
      bigger.set(this.data.subarray(0, this.length));
      this.data = bigger;
    }
    for (const value of values) this.data[this.length++] = value;
  }

  /** A copy of what is filled: it can be handed over. */
  taken(): Float32Array {
    return this.data.slice(0, this.length);
  }
}

export class Indices {
  private data = new Uint32Array(1 << 12);
  length = 0;

  push(a: number, b: number, c: number): void {
    if (this.length + 3 > this.data.length) {
      const bigger = new Uint32Array(2 * this.data.length);
      bigger.set(this.data);
      this.data = bigger;
    }
    this.data[this.length++] = a;
    this.data[this.length++] = b;
    this.data[this.length++] = c;
  }

  taken(): Uint32Array {
    return this.data.slice(0, this.length);
  }
}
