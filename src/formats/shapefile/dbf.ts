// dBASE tables beside shapefiles: fields, rows and the encoding, which is rarely what it says.

import { BlockReader } from "../blockReader.ts";
import { SourceError } from "../fault.ts";
import type { SourceFile } from "../sourceFile.ts";

interface Field {
  name: string;
  type: string;
  /** Within a row, after the deletion mark. */
  offset: number;
  length: number;
}

/** Rows looked at to find the encoding. */
const SAMPLED_BYTES = 1 << 18;
/** Language driver ids (byte 29) that mean one code page that TextDecoder knows; others tell nothing. */
const DRIVERS: ReadonlyMap<number, string> = new Map([
  [0x4d, "gb18030"],
  [0x7a, "gb18030"],
  [0x4f, "big5"],
  [0x78, "big5"],
  [0x13, "shift_jis"],
  [0x7b, "shift_jis"],
  [0x4e, "euc-kr"],
  [0x79, "euc-kr"],
  [0x26, "ibm866"],
  [0x65, "ibm866"],
  [0xc8, "windows-1250"],
  [0xc9, "windows-1251"],
  [0x03, "windows-1252"],
]);

/** The table of one file. */
export class Dbf {
  readonly rowCount: number;
  encoding = "utf-8";
  /** What was odd about its encoding; null when nothing was. */
  caution: string | null = null;
  private fields: Field[] = [];
  private readonly reader: BlockReader;
  private decoder = new TextDecoder();

  private constructor(
    private readonly file: SourceFile,
    private readonly headerLength: number,
    private readonly rowLength: number,
    rowCount: number,
  ) {
    this.reader = new BlockReader(file);
    // The count in the header may be of an older state of the file: what is there counts.
    this.rowCount = Math.min(rowCount, Math.floor(Math.max(0, file.size - headerLength) / rowLength));
  }

  /** @param given encoding the person named @param cpg text of the .cpg file, or null @throws SourceError when it is no dBASE table */
  static async open(file: SourceFile, given: string | undefined, cpg: string | null): Promise<Dbf> {
    const head = await file.read(0, 32);
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    const headerLength = head.length === 32 ? view.getUint16(8, true) : 0;
    const rowLength = head.length === 32 ? view.getUint16(10, true) : 0;
    if (headerLength < 33 || rowLength < 1 || headerLength > file.size)
      throw new SourceError(file.name, "is not a dBASE table", "export the shapefile again, or leave the .dbf out");
    const dbf = new Dbf(file, headerLength, rowLength, view.getUint32(4, true));
    const descriptors = await file.read(32, headerLength - 32);
    await dbf.findEncoding(descriptors, head[29], given, cpg);
    dbf.readFields(descriptors);
    return dbf;
  }

  private readFields(descriptors: Uint8Array): void {
    const used = new Set<string>();
    let offset = 1;
    for (let at = 0; at + 32 <= descriptors.length && descriptors[at] !== 0x0d; at += 32) {
      const bytes = descriptors.subarray(at, at + 11);
      const end = bytes.indexOf(0);
      const raw = this.decoder.decode(end < 0 ? bytes : bytes.subarray(0, end)).trim() || `column ${used.size + 1}`;
      let name = raw;
      for (let n = 2; used.has(name); n++) name = `${raw} ${n}`;
      used.add(name);
      const type = String.fromCharCode(descriptors[at + 11]);
      // Long character fields put the upper byte of their length where others have the decimals.
      const length = descriptors[at + 16] + (type === "C" ? 256 * descriptors[at + 17] : 0);
      if (offset + length > this.rowLength) break;
      this.fields.push({ name, type, offset, length });
      offset += length;
    }
  }

  private async findEncoding(
    descriptors: Uint8Array,
    driver: number,
    given: string | undefined,
    cpg: string | null,
  ): Promise<void> {
    const rows = await this.file.read(this.headerLength, SAMPLED_BYTES);
    const names = new Uint8Array(Math.floor(descriptors.length / 32) * 11);
    for (let i = 0; i * 32 + 32 <= descriptors.length; i++)
      names.set(descriptors.subarray(i * 32, i * 32 + 11), i * 11);
    const said = given !== undefined ? labelOf(given) : (cpg && labelOf(cpg)) || DRIVERS.get(driver) || null;
    if (given !== undefined && said === null)
      throw new SourceError(
        this.file.name,
        `its encoding "${given}" is not known`,
        "use utf-8, gbk or another code page",
      );
    const fits = (label: string): boolean => this.decodes(label, names) && this.rowsDecode(label, rows);
    const found =
      given !== undefined ? said : [said, "utf-8", "gb18030", "windows-1252"].find((label) => label && fits(label));
    this.encoding = found ?? "windows-1252";
    if (said !== null && this.encoding !== said) this.caution = `its table says ${said} but is ${this.encoding}`;
    this.decoder = new TextDecoder(this.encoding);
  }

  /** Whether every row of a sample is text in an encoding. Rows are tried apart: fields cut characters at their ends. */
  private rowsDecode(label: string, rows: Uint8Array): boolean {
    let bad = 0;
    let n = 0;
    for (let at = 0; at + this.rowLength <= rows.length; at += this.rowLength, n++)
      if (!this.decodes(label, rows.subarray(at, at + this.rowLength))) bad++;
    return bad <= n * 0.02;
  }

  private decodes(label: string, bytes: Uint8Array): boolean {
    try {
      new TextDecoder(label, { fatal: true }).decode(bytes, { stream: true });
      return true;
    } catch {
      return false;
    }
  }

  /** Attributes of a row, by number from 0; null when it is marked as deleted. Empty cells are left out. */
  async row(index: number): Promise<Record<string, unknown> | null> {
    if (index >= this.rowCount) return {};
    const offset = this.headerLength + index * this.rowLength;
    const bytes = this.reader.peek(offset, this.rowLength) ?? (await this.reader.range(offset, this.rowLength));
    if (bytes[0] === 0x2a) return null;
    const entries: [string, unknown][] = [];
    for (const field of this.fields) {
      const value = this.value(field, bytes);
      if (value !== undefined) entries.push([field.name, value]);
    }
    return Object.fromEntries(entries);
  }

  private value({ type, offset, length }: Field, row: Uint8Array): unknown {
    if (type === "I" || type === "+" || type === "O" || type === "B") return binary(type, row, offset, length);
    let from = offset;
    let to = offset + length;
    while (to > from && (row[to - 1] === 0x20 || row[to - 1] === 0)) to--;
    while (from < to && row[from] === 0x20) from++;
    if (from === to) return undefined;
    const text = this.text(row, from, to);
    switch (type) {
      case "N":
      case "F": {
        const number = Number(text.replace(",", "."));
        return Number.isFinite(number) ? number : undefined; // asterisks: the number did not fit
      }
      case "L":
        return /^[yt]/i.test(text) ? true : /^[nf]/i.test(text) ? false : undefined;
      case "D":
        return /^\d{8}$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}` : text;
      case "M":
      case "G":
      case "P":
        return undefined; // kept in another file
      default:
        return text;
    }
  }

  private text(row: Uint8Array, from: number, to: number): string {
    let text = "";
    for (let i = from; i < to; i++) {
      if (row[i] > 0x7f) return this.decoder.decode(row.subarray(from, to)).replace(/\uFFFD$/, "");
      text += String.fromCharCode(row[i]);
    }
    return text;
  }
}

function binary(type: string, row: Uint8Array, offset: number, length: number): number | undefined {
  const view = new DataView(row.buffer, row.byteOffset, row.length);
  if ((type === "I" || type === "+") && length === 4) return view.getInt32(offset, true);
  if (length !== 8) return undefined;
  const number = view.getFloat64(offset, true);
  return Number.isFinite(number) ? number : undefined;
}

/** Encoding a .cpg file or a person names, as TextDecoder knows it; null when it is none. */
export function labelOf(text: string): string | null {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/^\uFEFF/, "");
  const page = /^(?:ansi|oem|cp|ms|windows)?[\s_-]*(\d{3,5})$/.exec(name)?.[1];
  const pages: Readonly<Record<string, string>> = {
    936: "gb18030",
    54936: "gb18030",
    950: "big5",
    932: "shift_jis",
    949: "euc-kr",
    65001: "utf-8",
    88591: "iso-8859-1",
    866: "ibm866",
  };
  if (page !== undefined && pages[page]) return pages[page];
  const label =
    page !== undefined && /^125\d$/.test(page)
      ? `windows-${page}`
      : name.replace(/^iso[\s_-]*8859[\s_-]*/, "iso-8859-");
  try {
    const known = new TextDecoder(label).encoding;
    return known === "gbk" ? "gb18030" : known;
  } catch {
    return null;
  }
}
