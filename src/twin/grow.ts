// Typed arrays that grow: the same array while there is room, else one twice as long.

export type Growable = Float32Array | Float64Array | Uint32Array | Int32Array | Uint8Array;

/** An array that holds at least `needed` entries, with the old ones in front. */
export function room<T extends Growable>(array: T, needed: number): T {
  if (needed <= array.length) return array;
  const bigger = new (array.constructor as new (n: number) => T)(Math.max(needed, Math.ceil(array.length * 1.6)));
  bigger.set(array as never);
  return bigger;
}
