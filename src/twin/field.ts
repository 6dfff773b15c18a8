// A quantity between its points: inverse distance weighting on a grid, and how near each place is to a point that measured.

/** A point that measured. Local metres east and north. */
export interface Station {
  east: number;
  north: number;
  value: number;
}

/** Cells of a grid, row-major from the south-west; local metres of its outer edges. */
export interface FieldGrid {
  columns: number;
  rows: number;
  west: number;
  south: number;
  east: number;
  north: number;
}

export interface Field {
  /** Value at each cell's middle; NaN where nothing measured at all. */
  values: Float32Array;
  /** 1 beside a station, 0 where no station says anything of the place. */
  influence: Float32Array;
}

/** Exponent of the distance (Shepard, "A two-dimensional interpolation function for irregularly-spaced data", 1968). */
const POWER = 2;
/** A station speaks for this many times the typical distance between stations. */
const REACH = 1.5;

/** Typical distance between stations, m: the side of the square that each has to itself. */
const spacingOf = (count: number, grid: FieldGrid): number =>
  Math.sqrt(((grid.east - grid.west) * (grid.north - grid.south)) / Math.max(1, count));

/** @param stations those with a value that can be trusted */
export function interpolateField(stations: readonly Station[], grid: FieldGrid): Field {
  const { columns, rows, west, south, east, north } = grid;
  const values = new Float32Array(columns * rows).fill(Number.NaN);
  const influence = new Float32Array(columns * rows);
  if (stations.length === 0) return { values, influence };
  const reach = REACH * spacingOf(stations.length, grid);
  for (let row = 0; row < rows; row++) {
    const y = south + ((row + 0.5) / rows) * (north - south);
    for (let column = 0; column < columns; column++) {
      const x = west + ((column + 0.5) / columns) * (east - west);
      let [sum, weights, nearest] = [0, 0, Number.POSITIVE_INFINITY];
      for (const station of stations) {
        const squared = (station.east - x) ** 2 + (station.north - y) ** 2;
        // A station in the cell itself decides alone, but never by a division by nothing.
        const weight = 1 / Math.max(1, squared) ** (POWER / 2);
        sum += weight * station.value;
        weights += weight;
        if (squared < nearest) nearest = squared;
      }
      const at = row * columns + column;
      values[at] = sum / weights;
      influence[at] = Math.max(0, 1 - Math.sqrt(nearest) / reach);
    }
  }
  return { values, influence };
}
