// A metric quadtree over weighted points: how a layer's features are shared out to tiles.

export interface QuadNode {
  /** Path of quadrants from the root, such as "031"; the root is "". */
  path: string;
  /** Items inside, in rising order. */
  items: Uint32Array;
  /** Empty for a leaf. */
  children: QuadNode[];
}

/** Splitting stops here even when too much sits on one spot. */
const DEEPEST = 16;

/**
 * Splits items until `fits` says a node is small enough.
 * @param x, y position of each item, metres
 */
export function quadtree(x: ArrayLike<number>, y: ArrayLike<number>, fits: (items: Uint32Array) => boolean): QuadNode {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  const n = x.length;
  for (let i = 0; i < n; i++) {
    if (x[i] < minX) minX = x[i];
    if (x[i] > maxX) maxX = x[i];
    if (y[i] < minY) minY = y[i];
    if (y[i] > maxY) maxY = y[i];
  }
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
  return split(all, "", (minX + maxX) / 2, (minY + maxY) / 2, Math.max(maxX - minX, maxY - minY) / 2);
}
