// A metric quadtree over weighted points: how a layer's features are shared out to tiles.

export interface QuadNode {
  /** Path of quadrants from the root, such as "031"; the root is "". */
  path: string;
  /** Items inside, in rising order. */
  items: Uint32Array;
  /** Empty for a leaf. */
  children: QuadNode[];
}

/** Half the edge of the smallest root, m. */
const SMALLEST_ROOT = 512;
/** Splitting stops here even when too much sits on one spot. */
const DEEPEST = 22;

/**
 * Splits items until `fits` says a node is small enough.
 * @param x, y position of each item, metres from the scene's origin
 */
export function quadtree(x: ArrayLike<number>, y: ArrayLike<number>, fits: (items: Uint32Array) => boolean): QuadNode {
  const n = x.length;
  // The root is a square about the origin, its edge a power of two: one more feature at the rim moves no border between tiles.
  let half = SMALLEST_ROOT;
  for (let i = 0; i < n; i++) while (Math.abs(x[i]) > half || Math.abs(y[i]) > half) half *= 2;
  const split = (items: Uint32Array, path: string, cx: number, cy: number, half: number): QuadNode => {
    if (path.length >= DEEPEST || items.length <= 1 || fits(items)) return { path, items, children: [] };
    const quadrants: number[][] = [[], [], [], []];
    for (const i of items) quadrants[(x[i] >= cx ? 1 : 0) + (y[i] >= cy ? 2 : 0)].push(i);
    const children: QuadNode[] = [];
    quadrants.forEach((inside, q) => {
      if (inside.length === 0) return;
      const step = half / 2;
      children.push(
        split(Uint32Array.from(inside), path + q, cx + (q & 1 ? step : -step), cy + (q & 2 ? step : -step), step),
      );
    });
    return { path, items, children };
  };
  const all = Uint32Array.from({ length: n }, (_, i) => i);
  return split(all, "", 0, 0, half);
}
