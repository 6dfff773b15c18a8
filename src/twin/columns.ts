// A self-describing file of named columns (typed arrays and strings): how node tables and other large tables travel.
// Layout: "YWC1" · u32 header bytes · JSON header · padding · columns, each 8-byte aligned. Little-endian.

const MAGIC = 0x31435759; // "YWC1"

const ARRAYS = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

export type NumberColumn = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array | Float64Array;
/** Texts as UTF-8 bytes one after the other; text i ends before byte ends[i]. */
export interface PackedText {
  ends: Uint32Array;
  bytes: Uint8Array;
}
/** A column is a typed array, or a list of strings (packed or not). All columns of one file may have different lengths. */
export type Column = NumberColumn | readonly string[];

interface ColumnHeader {
  name: string;
  type: keyof typeof ARRAYS | "utf8";
  count: number;
  offset: number;
  bytes: number;
}

const align8 = (n: number): number => (n + 7) & ~7;

function typeOf(column: NumberColumn): keyof typeof ARRAYS {
  for (const [type, Type] of Object.entries(ARRAYS)) if (column instanceof Type) return type as keyof typeof ARRAYS;
  throw new Error("column must be a Uint8/16/32, Int32, Float32 or Float64 array");
}

/** Strings as u32 end offsets followed by their UTF-8 bytes. */
function packStrings(strings: readonly string[] | PackedText): Uint8Array {
  if ("ends" in strings) {
    const packed = new Uint8Array(strings.ends.byteLength + strings.bytes.length);
    packed.set(new Uint8Array(strings.ends.buffer, strings.ends.byteOffset, strings.ends.byteLength), 0);
    packed.set(strings.bytes, strings.ends.byteLength);
    return packed;
  }
  const bytes = new TextEncoder().encode(strings.join(""));
  const ends = new Uint32Array(strings.length);
  const encoder = new TextEncoder();
  let end = 0;
  for (let i = 0; i < strings.length; i++) {
    const text = strings[i];
    end += isAscii(text) ? text.length : encoder.encode(text).length;
    ends[i] = end;
  }
  const packed = new Uint8Array(ends.byteLength + bytes.length);
  packed.set(new Uint8Array(ends.buffer), 0);
  packed.set(bytes, ends.byteLength);
  return packed;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function unpackStrings(buffer: ArrayBuffer, offset: number, count: number): string[] {
  const ends = new Uint32Array(buffer, offset, count);
  const decoder = new TextDecoder();
  const strings = new Array<string>(count);
  let start = 0;
  const base = offset + count * 4;
  for (let i = 0; i < count; i++) {
    strings[i] = ends[i] === start ? "" : decoder.decode(new Uint8Array(buffer, base + start, ends[i] - start));
    start = ends[i];
  }
  return strings;
}

/** Writes columns (and a JSON-able `meta`) to one buffer. */
export function encodeColumns(columns: Record<string, Column | PackedText>, meta: unknown = {}): Uint8Array {
  const parts: { header: ColumnHeader; bytes: Uint8Array }[] = [];
  let offset = 0;
  for (const [name, column] of Object.entries(columns)) {
    const isText = Array.isArray(column) || "ends" in column;
    const bytes = isText
      ? packStrings(column as readonly string[] | PackedText)
      : new Uint8Array(
          (column as NumberColumn).buffer,
          (column as NumberColumn).byteOffset,
          (column as NumberColumn).byteLength,
        );
    const type = isText ? "utf8" : typeOf(column as NumberColumn);
    parts.push({
      header: { name, type, count: "ends" in column ? column.ends.length : column.length, offset, bytes: bytes.length },
      bytes,
    });
    offset = align8(offset + bytes.length);
  }
  const header = new TextEncoder().encode(JSON.stringify({ meta, columns: parts.map((part) => part.header) }));
  const base = align8(8 + header.length);
  const out = new Uint8Array(base + offset);
  const view = new DataView(out.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, header.length, true);
  out.set(header, 8);
  for (const part of parts) out.set(part.bytes, base + part.header.offset);
  return out;
}

/**
 * Reads a file written by {@link encodeColumns}. Numeric columns are views on `buffer`, not copies.
 * @throws Error when the bytes are not such a file or end early
 */
export function decodeColumns<Meta = unknown>(buffer: ArrayBuffer): { meta: Meta; columns: Record<string, Column> } {
  const view = new DataView(buffer);
  if (buffer.byteLength < 8 || view.getUint32(0, true) !== MAGIC) throw new Error("not a column file (expected YWC1)");
  const headerBytes = view.getUint32(4, true);
  if (8 + headerBytes > buffer.byteLength) throw new Error("column file ends inside its header");
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, headerBytes))) as {
    meta: Meta;
    columns: ColumnHeader[];
  };
  const base = align8(8 + headerBytes);
  const columns: Record<string, Column> = {};
  for (const { name, type, count, offset, bytes } of header.columns) {
    if (base + offset + bytes > buffer.byteLength) throw new Error(`column file ends inside column "${name}"`);
    columns[name] =
      type === "utf8" ? unpackStrings(buffer, base + offset, count) : new ARRAYS[type](buffer, base + offset, count);
  }
  return { meta: header.meta, columns };
}
