// Tables of points (or of WKT) as text: CSV, TSV and their kin, in any common encoding, row by row.

import Papa from "papaparse";
import { SourceError } from "../fault.ts";
import type { RawFeature } from "../feature.ts";
import type { Format, OpenedFile, OpenOptions } from "../format.ts";
import { extensionOf, type SourceFile } from "../sourceFile.ts";
import { encodingOf, notText, utf8Of } from "../text.ts";
import { sridOf } from "../wktGeometry.ts";
import { columnsNamed, findColumns, type GeometryColumns } from "./columns.ts";
import { cellValue, rowGeometry } from "./row.ts";

const DELIMITERS = [",", ";", "\t", "|"];
/** Text looked at to find delimiter and columns, bytes. */
const HEAD = 1 << 18;
/** Longest row, characters. */
const LONGEST_ROW = 16 * 1024 * 1024;
const BATCH = 1024;

export const csv: Format = {
  id: "csv",
  title: "CSV",
  extensions: ["csv", "tsv", "txt", "tab"],

  recognises(head, name) {
    const extension = extensionOf(name);
    if (extension === "csv" || extension === "tsv") return true;
    if (extension !== "txt" && extension !== "tab") return false;
    const text = new TextDecoder().decode(head);
    const { data, meta } = Papa.parse<string[]>(text, { preview: 5, delimitersToGuess: DELIMITERS });
    return data.length > 1 && meta.delimiter !== "" && findColumns(data[0], data.slice(1)) !== null;
  },

  async open(file, options): Promise<OpenedFile> {
    const encoding = await encodingOf(file, options.encoding);
    const layout = await layoutOf(file, encoding, options);
    let position = 0;
    return {
      crs: layout.crs,
      encoding,
      expected: null,
      features: () => rows(file, encoding, layout, options, (bytes) => (position = bytes)),
      position: () => position,
      close: async () => {},
    };
  },
};

interface Layout {
  delimiter: string;
  header: string[];
  geometry: GeometryColumns;
  crs: string | null;
}

/** Looks at the first rows. @throws SourceError when there is no header or no column of coordinates */
async function layoutOf(file: SourceFile, encoding: string, options: OpenOptions): Promise<Layout> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of utf8Of(file, encoding, () => {})) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= HEAD) break;
  }
  text = text.replace(/^\uFEFF/, "");
  const said = /^sep=(.)\r?\n/i.exec(text); // Excel's own hint
  if (said) text = text.slice(said[0].length);
  if (text.trim() === "") throw new SourceError(file.name, "is empty", "export it again");
  const whole = text.length < HEAD;
  const { data, meta } = Papa.parse<string[]>(text, {
    delimiter: said?.[1] ?? "",
    delimitersToGuess: DELIMITERS,
    preview: 200,
    skipEmptyLines: "greedy",
  });
  const rows = whole ? data : data.slice(0, -1);
  if (rows.length === 0)
    throw new SourceError(file.name, "has no row of column names", "put the names of the columns into its first row");
  const header = unique(rows[0]);
  const geometry = chosen(file.name, header, options) ?? findColumns(header, rows.slice(1));
  if (geometry === null)
    throw new SourceError(
      file.name,
      `has no columns of coordinates (it has ${columnsNamed(header)})`,
      "name them with columns: lon and lat, or wkt",
    );
  const srid = geometry.kind === "text" ? sridOf(rows[1]?.[geometry.column] ?? "") : null;
  return {
    delimiter: said?.[1] ?? meta.delimiter,
    header,
    geometry,
    crs: geometry.kind !== "text" ? geometry.crs : srid === null ? null : `EPSG:${srid}`,
  };
}

/** Columns the person named. @throws SourceError when there are none of that name */
function chosen(name: string, header: readonly string[], { columns }: OpenOptions): GeometryColumns | null {
  if (!columns || Object.keys(columns).length === 0) return null;
  const find = (wanted: string | undefined): number => {
    const at = header.indexOf(wanted?.trim() ?? "lat");
    if (at >= 0) return at;
    throw new SourceError(
      name,
      `has no column "${wanted ?? "lat"}" (it has ${columnsNamed(header)})`,
      "name its columns as they are written",
    );
  };
  if (columns.wkt !== undefined) return { kind: "text", column: find(columns.wkt) };
  if (columns.lon === undefined && columns.lat === undefined) return null;
  const z = columns.z === undefined ? null : find(columns.z);
  return { kind: "lonLat", lon: find(columns.lon ?? "lon"), lat: find(columns.lat), z, crs: null };
}

/** Column names without blanks around them, numbered where one is empty or stands twice. */
function unique(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((raw, i) => {
    const name = raw.trim() || `column ${i + 1}`;
    let own = name;
    for (let n = 2; used.has(own); n++) own = `${name} ${n}`;
    used.add(own);
    return own;
  });
}

async function* rows(
  file: SourceFile,
  encoding: string,
  layout: Layout,
  { source, report }: OpenOptions,
  position: (bytes: number) => void,
): AsyncGenerator<RawFeature[]> {
  const { header, geometry } = layout;
  const commas = layout.delimiter !== ",";
  const parser = new Papa.Parser({ delimiter: layout.delimiter });
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  let number = 0; // of the row, as a spreadsheet counts them
  let first = true;
  let batch: RawFeature[] = [];

  const take = (cells: string[]): void => {
    number++;
    if (cells.length === 1 && cells[0].trim() === "") return;
    if (first) {
      first = false; // the header
      return;
    }
    const where = `row ${number}`;
    if (cells.length > header.length && cells.slice(header.length).some((cell) => cell.trim() !== ""))
      report.repair(source, "row-too-long", "what stands beyond the last named column left out", where);
    const entries: [string, unknown][] = [];
    for (let i = 0; i < header.length && i < cells.length; i++)
      if (cells[i] !== "") entries.push([header[i], cellValue(cells[i])]);
    // fromEntries makes own members of any name, __proto__ too
    batch.push({
      id: undefined,
      properties: Object.fromEntries(entries),
      geometry: rowGeometry(cells, geometry, commas),
      where,
    });
  };

  const parse = (text: string, last: boolean): void => {
    const { data, meta } = parser.parse(text, 0, !last) as Papa.ParseResult<string[]>;
    for (const cells of data) take(cells);
    rest = last ? "" : text.slice(meta.cursor);
    if (rest.length > LONGEST_ROW)
      throw new SourceError(
        file.name,
        `row ${number + 1} is longer than 16 MB or lacks a closing quotation mark`,
        "correct or export it again",
      );
  };

  let read = 0;
  let begun = false;
  for await (const chunk of utf8Of(file, encoding, (bytes) => {
    read = bytes;
    position(bytes);
  })) {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch {
      throw notText(file.name, "utf-8", read - chunk.length);
    }
    if (!begun) {
      // Excel's hint must be whole before it can be taken off: a first piece shorter than it waits for the next.
      rest += text;
      if (rest.length < 8) continue;
      begun = true;
      parse(rest.replace(/^\uFEFF/, "").replace(/^sep=.\r?\n/i, ""), false);
    } else parse(rest + text, false);
    for (let at = 0; at < batch.length; at += BATCH) yield batch.slice(at, at + BATCH);
    batch = [];
  }
  parse(begun ? rest : rest.replace(/^\uFEFF/, ""), true);
  for (let at = 0; at < batch.length; at += BATCH) yield batch.slice(at, at + BATCH);
}
