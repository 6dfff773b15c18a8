// Typed arrays that are filled from front to back, for meshes of unknown size.

import { room } from "../../twin/grow.ts";

export class Floats {
  private data = new Float32Array(1 << 12);
  length = 0;

  push(value: number): void {
    this.data = room(this.data, this.length + 1);
    this.data[this.length++] = value;
  }

  /** A copy of what is filled: it can be handed over. */
  taken(): Float32Array {
    return this.data.slice(0, this.length);
  }
}

export class Indices {
  private data = new Uint32Array(1 << 12);
  length = 0;

  triangle(a: number, b: number, c: number): void {
    this.data = room(this.data, this.length + 3);
    this.data[this.length++] = a;
    this.data[this.length++] = b;
    this.data[this.length++] = c;
  }

  taken(): Uint32Array {
    return this.data.slice(0, this.length);
  }
}
