// Geometry written as text (WKT and PostGIS's EWKT) to GeoJSON geometry.

const TYPES: Readonly<Record<string, string>> = {
  POINT: "Point",
  LINESTRING: "LineString",
  POLYGON: "Polygon",
  MULTIPOINT: "MultiPoint",
  MULTILINESTRING: "MultiLineString",
  MULTIPOLYGON: "MultiPolygon",
  GEOMETRYCOLLECTION: "GeometryCollection",
};
const START =
  /^\s*(?:SRID\s*=\s*(\d+)\s*;)?\s*(POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION)\s*(ZM|Z|M)?\s*(?=\(|EMPTY)/i;
/** Deepest nesting of brackets. */
const DEEPEST = 12;

type Nested = number[] | Nested[];

/** A geometry as GeoJSON has it, or a collection of them. */
export interface TextGeometry {
  type: string;
  coordinates?: Nested;
  geometries?: TextGeometry[];
}

/** Whether a text begins like WKT. */
export function looksLikeWkt(text: string): boolean {
  return START.test(text);
}

/** SRID of an EWKT text, or null. */
export function sridOf(text: string): number | null {
  const srid = START.exec(text)?.[1];
  return srid === undefined || srid === "0" ? null : Number(srid);
}

/** @returns null when the text is not WKT or ends within */
export function parseWkt(text: string): TextGeometry | null {
  const reader = new Reader(text);
  const geometry = reader.geometry(0);
  return geometry && reader.ended ? geometry : null;
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  get ended(): boolean {
    return this.text.slice(this.at).trim() === "";
  }

  geometry(depth: number): TextGeometry | null {
    const start = START.exec(this.text.slice(this.at, this.at + 80));
    if (!start || depth > DEEPEST) return null;
    this.at += start[0].length;
    const type = TYPES[start[2].toUpperCase()];
    const measured = /^M$/i.test(start[3] ?? "");
    if (this.take(/EMPTY/iy))
      return type === "GeometryCollection" ? { type, geometries: [] } : { type, coordinates: [] };
    if (type === "GeometryCollection") {
      const geometries: TextGeometry[] = [];
      if (!this.take(/\(/y)) return null;
      do {
        const inner = this.geometry(depth + 1);
        if (!inner) return null;
        geometries.push(inner);
      } while (this.take(/,/y));
      return this.take(/\)/y) ? { type, geometries } : null;
    }
    const list = this.list(depth, measured);
    if (!list) return null;
    // A point is a list of one position; points of a MULTIPOINT may stand in brackets of their own or not.
    if (type === "Point") return list.length === 1 ? { type, coordinates: list[0] as Nested } : null;
    if (type === "MultiPoint")
      return { type, coordinates: list.map((item) => (Array.isArray(item[0]) ? item[0] : item)) as Nested };
    return { type, coordinates: list as Nested };
  }

  private list(depth: number, measured: boolean): Nested[] | null {
    if (depth > DEEPEST || !this.take(/\(/y)) return null;
    const items: Nested[] = [];
    do {
      this.take(/\s+/y);
      if (this.take(/EMPTY/iy)) continue;
      const item = this.text[this.at] === "(" ? this.list(depth + 1, measured) : this.position(measured);
      if (!item) return null;
      items.push(item);
    } while (this.take(/,/y));
    return this.take(/\)/y) ? items : null;
  }

  private position(measured: boolean): number[] | null {
    const numbers: number[] = [];
    const number = /\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/iy;
    for (number.lastIndex = this.at; ; ) {
      const match = number.exec(this.text);
      if (!match) break;
      numbers.push(Number(match[1]));
      this.at = number.lastIndex;
      if (numbers.length > 4) return null;
    }
    if (numbers.length < 2) return null;
    return measured ? numbers.slice(0, 2) : numbers.slice(0, 3);
  }

  /** Moves over blanks and a pattern (sticky) if it is there. */
  private take(pattern: RegExp): boolean {
    let at = this.at;
    while (at < this.text.length && this.text.charCodeAt(at) <= 0x20) at++;
    pattern.lastIndex = at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }
}
