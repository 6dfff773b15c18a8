// GML geometry elements to rings, lines and points: every way of writing coordinates, references within a feature, orientation.

import { CoordinatePool } from "../coordinatePool.ts";
import { attribute, child, type XmlElement } from "../xml.ts";

/** What was wrong in a geometry; `lost` when something of it is left out rather than mended. */
export type Complain = (reason: string, action: string, lost: boolean) => void;

/** A polygon met in a geometry: the element it is, so that it can be recognised when met again, and its rings. */
export interface GmlPolygon {
  element: XmlElement;
  /** Outer ring first: flat [x, y, z, …], unclosed. */
  rings: Float64Array[];
  /** Whether it was reached by a reference (xlink:href). */
  referenced: boolean;
}

const POLYGONS = new Set(["Polygon", "PolygonPatch", "Triangle", "Rectangle"]);
const LINES = new Set(["LineString", "LineStringSegment", "LinearRing"]);
/** Deepest chain of references and members followed. */
const DEEPEST = 64;
const POOL = new CoordinatePool();

/** Reads the geometries of one feature. */
export class GmlReader {
  private ids: Map<string, XmlElement> | null = null;

  /**
   * @param feature references are looked up in it
   * @param dimension of coordinates that do not say it
   * @param swap whether latitude (northing) comes first
   */
  constructor(
    private readonly feature: XmlElement,
    private readonly dimension: number,
    private readonly swap: boolean,
    readonly complain: Complain,
  ) {}

  /** All polygons in a geometry property, references followed. */
  polygons(property: XmlElement): GmlPolygon[] {
    const out: GmlPolygon[] = [];
    this.collect(property, false, false, 0, this.dimensionOf(property, this.dimension), out);
    return out;
  }

  private collect(
    element: XmlElement,
    referenced: boolean,
    turned: boolean,
    depth: number,
    dimension: number,
    out: GmlPolygon[],
  ): void {
    if (depth > DEEPEST) {
      this.complain("reference-circle", "a surface that contains itself left out", true);
      return;
    }
    const href = attribute(element, "href");
    if (href !== undefined && element.children.length === 0) {
      const target = href.startsWith("#") ? this.byId(href.slice(1)) : undefined;
      if (target) this.collect(target, true, turned, depth + 1, dimension, out);
      else this.complain("reference-missing", "a surface that is referred to but not in the feature left out", true);
      return;
    }
    const own = this.dimensionOf(element, dimension);
    if (POLYGONS.has(element.name)) {
      const rings = this.rings(element, own);
      if (rings) out.push({ element, rings: turned ? rings.map(turn) : rings, referenced });
      return;
    }
    const back = element.name === "OrientableSurface" && attribute(element, "orientation") === "-";
    for (const inner of element.children) this.collect(inner, referenced, back ? !turned : turned, depth + 1, own, out);
  }

  private rings(polygon: XmlElement, dimension: number): Float64Array[] | null {
    const rings: Float64Array[] = [];
    for (const side of polygon.children) {
      const outer = side.name === "exterior" || side.name === "outerBoundaryIs";
      if (!outer && side.name !== "interior" && side.name !== "innerBoundaryIs") continue;
      const ring = this.ring(side, dimension);
      if (typeof ring !== "string") {
        if (outer) rings.unshift(ring);
        else rings.push(ring);
      } else if (outer) {
        this.complain(ring, "a surface left out", true);
        return null;
      } else this.complain(ring, "a hole of a surface left out", true);
    }
    if (rings.length === 0) this.complain("surface-empty", "a surface without an outline left out", true);
    return rings.length > 0 ? rings : null;
  }

  /** @returns the reason why there is no ring */
  private ring(side: XmlElement, dimension: number): Float64Array | string {
    const linear = side.children[0];
    if (!linear) return "ring-too-few-points";
    const values = this.coordinates(linear, this.dimensionOf(linear, dimension), 0);
    if (typeof values === "string") return values;
    let n = values.length / 3;
    if (n > 1 && same(values, 0, n - 1)) n--;
    else if (n >= 3) this.complain("ring-unclosed", "closed", false);
    let kept = 0;
    for (let i = 0; i < n; i++) {
      if (kept > 0 && same(values, i, kept - 1)) continue;
      values.copyWithin(3 * kept, 3 * i, 3 * i + 3);
      kept++;
    }
    return kept < 3 ? "ring-too-few-points" : POOL.take(values, 3 * kept);
  }

  /** All lines in a geometry property, each as [x, y, z] positions. */
  lines(property: XmlElement): number[][][] {
    const out: number[][][] = [];
    this.collectLines(property, this.dimensionOf(property, this.dimension), 0, out);
    return out;
  }

  private collectLines(element: XmlElement, dimension: number, depth: number, out: number[][][]): void {
    const own = this.dimensionOf(element, dimension);
    if (LINES.has(element.name)) {
      const values = this.coordinates(element, own, 0);
      if (typeof values === "string") this.complain(values, "a line left out", true);
      else if (values.length < 6) this.complain("line-too-short", "a line of fewer than two points left out", true);
      else out.push(positions(values));
    } else if (!POLYGONS.has(element.name) && depth < DEEPEST)
      for (const inner of element.children) this.collectLines(inner, own, depth + 1, out);
  }

  /** All points (gml:Point) in a geometry property. */
  points(property: XmlElement): number[][] {
    const out: number[][] = [];
    this.collectPoints(property, this.dimensionOf(property, this.dimension), 0, out);
    return out;
  }

  private collectPoints(element: XmlElement, dimension: number, depth: number, out: number[][]): void {
    const own = this.dimensionOf(element, dimension);
    if (element.name === "Point") {
      const values = this.coordinates(element, own, 0);
      if (typeof values === "string" || values.length < 3)
        this.complain("coordinates-not-numbers", "a point left out", true);
      else out.push(Array.from(values.subarray(0, 3)));
    } else if (!POLYGONS.has(element.name) && !LINES.has(element.name) && depth < DEEPEST)
      for (const inner of element.children) this.collectPoints(inner, own, depth + 1, out);
  }

  /** Coordinates under an element (posList, pos, coordinates, pointProperty, Ring …) as x, y, z triples in room of the pool. */
  private coordinates(element: XmlElement, dimension: number, depth: number): Float64Array | string {
    const numbers: number[] = [];
    let width = dimension;
    const walk = (inner: XmlElement, level: number): void => {
      const own = this.dimensionOf(inner, dimension);
      if (inner.name === "posList" || inner.name === "pos") {
        width = own;
        const from = numbers.length;
        readNumbers(inner.text, numbers);
        // Two numbers where three are said to be, or the other way round: the position itself knows.
        if (inner.name === "pos") width = Math.min(3, numbers.length - from);
      } else if (inner.name === "coordinates") {
        const tuples = inner.text.trim().split(attribute(inner, "ts")?.trim() || /\s+/);
        for (const tuple of tuples) {
          const parts = tuple.split(attribute(inner, "cs") || ",").map(Number);
          width = Math.min(3, parts.length);
          numbers.push(...parts.slice(0, 3));
        }
      } else if (level < 8) for (const deeper of inner.children) walk(deeper, level + 1);
    };
    walk(element, depth);
    if (width === 3 && numbers.length % 3 !== 0 && numbers.length % 2 === 0) width = 2;
    if (numbers.length === 0 || numbers.length % width !== 0 || numbers.some((v) => !Number.isFinite(v)))
      return "coordinates-not-numbers";
    const n = numbers.length / width;
    const out = POOL.room(3 * n);
    for (let i = 0; i < n; i++) {
      const [a, b] = [numbers[width * i], numbers[width * i + 1]];
      out[3 * i] = this.swap ? b : a;
      out[3 * i + 1] = this.swap ? a : b;
      out[3 * i + 2] = width > 2 ? numbers[width * i + 2] : 0;
    }
    return out;
  }

  private dimensionOf(element: XmlElement, inherited: number): number {
    const own = attribute(element, "srsDimension");
    return own === "2" || own === "3" ? Number(own) : inherited;
  }

  private byId(id: string): XmlElement | undefined {
    if (!this.ids) {
      this.ids = new Map();
      const stack = [this.feature];
      for (let element = stack.pop(); element; element = stack.pop()) {
        const own = attribute(element, "id");
        if (own !== undefined) this.ids.set(own, element);
        for (const inner of element.children) stack.push(inner);
      }
    }
    return this.ids.get(id);
  }
}

function same(values: Float64Array, a: number, b: number): boolean {
  for (let k = 0; k < 3; k++) if (values[3 * a + k] !== values[3 * b + k]) return false;
  return true;
}

function positions(values: Float64Array): number[][] {
  const out: number[][] = [];
  for (let i = 0; i < values.length; i += 3) out.push([values[i], values[i + 1], values[i + 2]]);
  return out;
}

function turn(ring: Float64Array): Float64Array {
  const out = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 3) out.set(ring.subarray(i, i + 3), ring.length - 3 - i);
  return out;
}

/** Adds the numbers of a text separated by white space; what is none is added as NaN. */
function readNumbers(text: string, out: number[]): void {
  let start = -1;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 32;
    if (code > 32 && code !== 0xa0) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      out.push(Number(text.slice(start, i)));
      start = -1;
    }
  }
}

/** First position text of a feature, for a look at the order of its coordinates; null when it has none. */
export function firstPosition(element: XmlElement): [number, number] | null {
  const stack = [element];
  for (let inner = stack.pop(); inner; inner = stack.pop()) {
    if (inner.name === "posList" || inner.name === "pos") {
      const numbers: number[] = [];
      readNumbers(inner.text.slice(0, 200), numbers);
      if (Number.isFinite(numbers[0]) && Number.isFinite(numbers[1])) return [numbers[0], numbers[1]];
    }
    for (let i = inner.children.length - 1; i >= 0; i--) stack.push(inner.children[i]);
  }
  return null;
}

/** Text of a child, trimmed; empty when there is none. */
export const childText = (element: XmlElement, name: string): string => child(element, name)?.text.trim() ?? "";
