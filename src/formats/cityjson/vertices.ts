// The vertices of a CityJSON file as typed arrays: whole numbers before the transform, as the standard wants, or any numbers.

import { SourceError } from "../fault.ts";

/** Factors and offsets from a file's vertices to its coordinates. */
export interface Transform {
  scale: readonly [number, number, number];
  translate: readonly [number, number, number];
}

export const IDENTITY: Transform = { scale: [1, 1, 1], translate: [0, 0, 0] };

/** Where positions come from. */
export interface Vertices {
  readonly count: number;
  /** Writes x, y, z of a vertex into `out` from `at` on. @returns false when there is no such vertex */
  put(index: number, out: Float64Array, at: number): boolean;
}

/** Growing table of vertices: 12 bytes each while they are 32-bit integers, 24 otherwise. */
export class VertexTable implements Vertices {
  count = 0;
  private values: Int32Array | Float64Array;

  constructor(
    private readonly transform: Transform,
    private readonly name: string,
    expected = 1024,
  ) {
    this.values = new Int32Array(3 * Math.max(1, expected));
  }

  /** Adds vertices as parsed from JSON; what is not three finite numbers takes its place as a vertex that is missing. */
  add(vertices: readonly unknown[]): void {
    for (const vertex of vertices) {
      const [x, y, z] = Array.isArray(vertex) ? (vertex as unknown[]) : [];
      const at = 3 * this.count;
      if (at + 3 > this.values.length) this.grow(this.values instanceof Float64Array, 2);
      const sound = Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(z);
      const whole = sound && x === ((x as number) | 0) && y === ((y as number) | 0) && z === ((z as number) | 0);
      if (!whole && this.values instanceof Int32Array) this.grow(true, 1);
      this.values[at] = sound ? (x as number) : Number.NaN;
      this.values[at + 1] = sound ? (y as number) : Number.NaN;
      this.values[at + 2] = sound ? (z as number) : Number.NaN;
      this.count++;
    }
  }

  private grow(floats: boolean, factor: number): void {
    try {
      const next = floats ? new Float64Array(this.values.length * factor) : new Int32Array(this.values.length * factor);
      next.set(this.values);
      this.values = next;
    } catch {
      throw new SourceError(
        this.name,
        `has more vertices than fit into memory (${this.count} and more)`,
        "cut it into tiles, or write it as CityJSONSeq (.city.jsonl)",
      );
    }
  }

  put(index: number, out: Float64Array, at: number): boolean {
    if (!(index >= 0 && index < this.count && Number.isInteger(index))) return false;
    const { scale, translate } = this.transform;
    const { values } = this;
    const x = values[3 * index];
    if (Number.isNaN(x)) return false;
    out[at] = x * scale[0] + translate[0];
    out[at + 1] = values[3 * index + 1] * scale[1] + translate[1];
    out[at + 2] = values[3 * index + 2] * scale[2] + translate[2];
    return true;
  }
}

/** Vertices seen through a 4 × 4 matrix (row by row) and then moved to a point, as geometry instances are. */
export class PlacedVertices implements Vertices {
  readonly count: number;

  constructor(
    private readonly vertices: Vertices,
    private readonly matrix: readonly number[],
    private readonly anchor: Float64Array,
  ) {
    this.count = vertices.count;
  }

  put(index: number, out: Float64Array, at: number): boolean {
    if (!this.vertices.put(index, out, at)) return false;
    const m = this.matrix;
    const [x, y, z] = [out[at], out[at + 1], out[at + 2]];
    for (let row = 0; row < 3; row++)
      out[at + row] = m[4 * row] * x + m[4 * row + 1] * y + m[4 * row + 2] * z + m[4 * row + 3] + this.anchor[row];
    return true;
  }
}

/** A transform as the file has it. @throws SourceError when it is not two triples of finite numbers */
export function readTransform(value: unknown, name: string): Transform {
  const object = value as { scale?: unknown; translate?: unknown } | null;
  const triple = (list: unknown): list is [number, number, number] =>
    Array.isArray(list) && list.length >= 3 && list.slice(0, 3).every((v) => Number.isFinite(v));
  if (!triple(object?.scale) || !triple(object?.translate))
    throw new SourceError(
      name,
      "its transform is not a scale and a translate of three numbers each",
      "export it again, or correct the transform",
    );
  return { scale: object.scale, translate: object.translate };
}
