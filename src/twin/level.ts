// The levels of the city's tree, from the whole city to one monitoring point. A level is stored as its index.

/** Every level a node can have, outermost first. `building` is a level of its own: buildings are many and sit in their own slot section. */
export const LEVELS = [
  "city",
  "district",
  "street",
  "community",
  "grid",
  "facility",
  "floor",
  "equipment",
  "point",
  "building",
] as const;

export type Level = (typeof LEVELS)[number];

/** Index of a level as stored in the node table's `level` column. */
export const LEVEL: Readonly<Record<Level, number>> = Object.fromEntries(
  LEVELS.map((level, index) => [level, index]),
) as Record<Level, number>;

/** Places are the levels whose children partition the ground; they fill the first slots. */
export const isPlaceLevel = (level: number): boolean => level <= LEVEL.grid;
