// Largest-Triangle-Three-Buckets: fewer points that look like all of them (Sveinn Steinarsson, University of Iceland, 2013).

/**
 * Indices to keep, ascending; first and last always. A non-finite value takes no part in triangles but may be kept as a gap.
 * @param x ascending @param y of the same length @param wanted how many to keep, at least 3
 */
export function lttb(x: ArrayLike<number>, y: ArrayLike<number>, wanted: number): Uint32Array {
  const n = x.length;
  if (n <= wanted || wanted < 3) return Uint32Array.from({ length: n }, (_, i) => i);
  const kept = new Uint32Array(wanted);
  const size = (n - 2) / (wanted - 2);
  let last = 0;
  for (let bucket = 0; bucket < wanted - 2; bucket++) {
    const from = Math.floor(bucket * size) + 1;
    const to = Math.floor((bucket + 1) * size) + 1;
    const end = Math.min(n, Math.floor((bucket + 2) * size) + 1);
    let [meanX, meanY, count] = [0, 0, 0];
    for (let i = to; i < end; i++) {
      if (!Number.isFinite(y[i])) continue;
      meanX += x[i];
      meanY += y[i];
      count++;
    }
    meanX = count > 0 ? meanX / count : x[Math.min(to, n - 1)];
    meanY = count > 0 ? meanY / count : 0;
    const fromY = Number.isFinite(y[last]) ? y[last] : 0;
    let [best, largest] = [from, -1];
    for (let i = from; i < to; i++) {
      if (!Number.isFinite(y[i])) continue;
      const area = Math.abs((x[last] - meanX) * (y[i] - fromY) - (x[last] - x[i]) * (meanY - fromY));
      if (area > largest) [best, largest] = [i, area];
    }
    kept[bucket + 1] = best;
    last = best;
  }
  kept[wanted - 1] = n - 1;
  return kept;
}
