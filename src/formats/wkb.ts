// Geometry in well-known binary (ISO 19125 with Z and M, and PostGIS's EWKB) to GeoJSON geometry.

/** Deepest nesting of collections. */
const DEEPEST = 8;
const TYPES = [
  "",
  "Point",
  "LineString",
  "Polygon",
  "MultiPoint",
  "MultiLineString",
  "MultiPolygon",
  "GeometryCollection",
] as const;

/** A geometry as GeoJSON has it. */
export interface BinaryGeometry {
  type: string;
  coordinates?: unknown;
  geometries?: BinaryGeometry[];
}

/** @returns null when the bytes end within or are no geometry of the simple features */
export function parseWkb(bytes: Uint8Array): BinaryGeometry | null {
  try {
    return new Reader(bytes).geometry(0);
  } catch (error) {
    if (error instanceof RangeError) return null; // read beyond the end
    throw error;
  }
}

class Reader {
  private readonly view: DataView;
  private at = 0;
  private little = true;
  private hasZ = false;
  private hasM = false;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  geometry(depth: number): BinaryGeometry | null {
    if (depth > DEEPEST) return null;
    this.little = this.view.getUint8(this.at++) === 1;
    const code = this.count();
    const dimension = Math.floor((code & 0xffff) / 1000);
    this.hasZ = (code & 0x80000000) !== 0 || dimension === 1 || dimension === 3;
    this.hasM = (code & 0x40000000) !== 0 || dimension === 2 || dimension === 3;
    if ((code & 0x20000000) !== 0) this.at += 4; // SRID of EWKB
    const kind = (code & 0xffff) % 1000;
    const type = TYPES[kind];
    switch (kind) {
      case 1: {
        const position = this.position();
        return { type, coordinates: Number.isNaN(position[0]) && Number.isNaN(position[1]) ? [] : position };
      }
      case 2:
        return { type, coordinates: this.positions() };
      case 3:
        return { type, coordinates: this.many(4, () => this.positions()) };
      case 4:
      case 5:
      case 6: {
        const parts = this.many(5, () => this.geometry(depth + 1));
        return parts.includes(null) ? null : { type, coordinates: parts.map((part) => part?.coordinates) };
      }
      case 7: {
        const parts = this.many(5, () => this.geometry(depth + 1));
        return parts.includes(null) ? null : { type, geometries: parts as BinaryGeometry[] };
      }
      default:
        return null;
    }
  }

  private count(): number {
    const value = this.view.getUint32(this.at, this.little);
    this.at += 4;
    return value;
  }

  /** @param least bytes one item takes, so that a wrong count is found before memory is taken for it */
  private many<T>(least: number, item: () => T): T[] {
    const little = this.little;
    const n = this.count();
    if (n * least > this.view.byteLength - this.at) throw new RangeError("count");
    return Array.from({ length: n }, () => {
      const made = item();
      this.little = little;
      return made;
    });
  }

  private positions(): number[][] {
    const n = this.count();
    if (n * 16 > this.view.byteLength - this.at) throw new RangeError("count");
    const out = new Array<number[]>(n);
    for (let i = 0; i < n; i++) out[i] = this.position();
    return out;
  }

  private position(): number[] {
    const { view, little } = this;
    const position = [view.getFloat64(this.at, little), view.getFloat64(this.at + 8, little)];
    this.at += 16;
    if (this.hasZ) {
      const z = view.getFloat64(this.at, little);
      if (!Number.isNaN(z)) position.push(z);
      this.at += 8;
    }
    if (this.hasM) this.at += 8;
    return position;
  }
}
