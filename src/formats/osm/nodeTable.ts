// Where the nodes that ways need are: sorted ids with coordinates in typed arrays, 16 bytes a node.

/** Coordinates are kept in units of 1e-7 degrees, which is what OSM stores: about a centimetre. */
const UNITS = 1e7;
/** Marks a node that was not met. */
const MISSING = 0x7fffffff;

/** First collects ids, then takes coordinates, then answers. */
export class NodeTable {
  private ids = new Float64Array(1 << 12);
  private count = 0;
  private lons = new Int32Array(0);
  private lats = new Int32Array(0);
  /** Where the last id was found; files mostly come sorted. */
  private last = 0;

  /** Notes that a node will be asked for. */
  need(id: number): void {
    if (this.count === this.ids.length) {
      this.compact();
      if (this.count > this.ids.length / 2) {
        const larger = new Float64Array(2 * this.ids.length);
        larger.set(this.ids.subarray(0, this.count));
        this.ids = larger;
      }
    }
    this.ids[this.count++] = id;
  }

  /** Ends the collecting. */
  seal(): void {
    this.compact();
    this.ids = this.ids.slice(0, this.count);
    this.lons = new Int32Array(this.count).fill(MISSING);
    this.lats = new Int32Array(this.count);
  }

  private compact(): void {
    const used = this.ids.subarray(0, this.count).sort();
    let kept = 0;
    for (let i = 0; i < used.length; i++) if (i === 0 || used[i] !== used[i - 1]) used[kept++] = used[i];
    this.count = kept;
  }

  /** Takes the coordinates of a node if it is needed. */
  put(id: number, lon: number, lat: number): void {
    const at = this.find(id);
    if (at < 0 || !(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) return;
    this.lons[at] = Math.round(lon * UNITS);
    this.lats[at] = Math.round(lat * UNITS);
  }

  /** @returns [lon, lat] degrees, or null when the file does not have the node */
  get(id: number): [number, number] | null {
    const at = this.find(id);
    return at < 0 || this.lons[at] === MISSING ? null : [this.lons[at] / UNITS, this.lats[at] / UNITS];
  }

  private find(id: number): number {
    const { ids } = this;
    for (let near = this.last; near < this.last + 4 && near < ids.length; near++)
      if (ids[near] === id) {
        this.last = near;
        return near;
      }
    let [low, high] = [0, ids.length - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      if (ids[middle] < id) low = middle + 1;
      else if (ids[middle] > id) high = middle - 1;
      else {
        this.last = middle;
        return middle;
      }
    }
    return -1;
  }
}
