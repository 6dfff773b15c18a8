// One row of a table to a geometry and values.

import { parseWkt } from "../wktGeometry.ts";
import type { GeometryColumns } from "./columns.ts";

/** A cell as a value: plain numbers become numbers, codes with leading zeros and long digits stay text. */
export function cellValue(cell: string): unknown {
  const first = cell.charCodeAt(0);
  if ((first >= 0x30 && first <= 0x39) || first === 0x2d) {
    if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(cell)) return Number(cell);
  }
  return cell;
}

/**
 * @param commas whether a decimal may be written with a comma
 * @returns GeoJSON geometry; null where the cells are empty; a geometry that cannot be used where they hold something else
 */
export function rowGeometry(cells: readonly string[], columns: GeometryColumns, commas: boolean): unknown {
  if (columns.kind === "lonLat") {
    const lon = cells[columns.lon] ?? "";
    const lat = cells[columns.lat] ?? "";
    if (lon.trim() === "" && lat.trim() === "") return null;
    const coordinates = [numberOf(lon, commas), numberOf(lat, commas)];
    const z = columns.z === null ? Number.NaN : numberOf(cells[columns.z] ?? "", commas);
    if (Number.isFinite(z)) coordinates.push(z);
    return { type: "Point", coordinates };
  }
  const cell = (cells[columns.column] ?? "").trim();
  if (cell === "") return null;
  if (columns.kind === "pair") {
    const [a, b] = cell
      .replace(/[[\]()]/g, "")
      .split(/[,;，\s]+/)
      .map((part) => numberOf(part, false));
    return { type: "Point", coordinates: columns.latFirst ? [b, a] : [a, b] };
  }
  if (cell.startsWith("{"))
    try {
      return JSON.parse(cell);
    } catch {
      return { type: "unreadable JSON" };
    }
  return parseWkt(cell) ?? { type: "unreadable WKT" };
}

const SEXAGESIMAL =
  /^([NSEW])?\s*(\d{1,3})\s*[°º度d]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’分m]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:["″”秒s]|'')\s*)?([NSEW])?$/i;

/** A coordinate: decimal, or degrees, minutes and seconds; NaN when it is none. */
export function numberOf(cell: string, commas: boolean): number {
  let text = cell.trim();
  if (commas && /^-?\d+,\d+$/.test(text)) text = text.replace(",", ".");
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return Number(text);
  const match = SEXAGESIMAL.exec(text);
  if (!match) return Number.NaN;
  const part = (value: string | undefined): number => Number((value ?? "0").replace(",", "."));
  const degrees = part(match[2]) + part(match[3]) / 60 + part(match[4]) / 3600;
  return /[SW]/i.test(`${match[1] ?? ""}${match[5] ?? ""}`) ? -degrees : degrees;
}
