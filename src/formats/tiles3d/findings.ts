// What the checker of 3D Tiles finds, and the small readers of unknown JSON that find it.

/** One thing wrong with a tileset. */
export interface TilesFinding {
  /** error: against the specification or unreadable; warning: allowed or tolerated by viewers, but hardly meant. */
  severity: "error" | "warning";
  /** File, relative to the folder that is checked. */
  file: string;
  /** Where in it, such as root.children[2].boundingVolume. */
  path: string;
  reason: string;
  mend: string;
}

/** Findings kept in full; beyond that only the counts grow. */
const LISTED = 2000;

/** Collects findings of all files of one tileset. */
export class Findings {
  readonly list: TilesFinding[] = [];
  errors = 0;
  warnings = 0;
  /** False once the tileset as a whole cannot be shown. */
  usable = true;

  add(finding: TilesFinding): void {
    if (finding.severity === "error") this.errors++;
    else this.warnings++;
    if (this.list.length < LISTED) this.list.push(finding);
  }

  /** A finding that must be seen even when the list is full: the check itself ended early. */
  addFirst(finding: TilesFinding): void {
    this.warnings++;
    this.list.unshift(finding);
  }
}

export type JsonObject = Record<string, unknown>;

interface Kinds {
  number: number;
  integer: number;
  string: string;
  boolean: boolean;
  object: JsonObject;
  array: unknown[];
}

const article = (word: string): string => (/^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isOf(value: unknown, kind: keyof Kinds): boolean {
  if (kind === "number") return typeof value === "number" && Number.isFinite(value);
  if (kind === "integer") return Number.isInteger(value);
  if (kind === "object") return isObject(value);
  if (kind === "array") return Array.isArray(value);
  return typeof value === kind;
}

/** What stands there, short enough for a line. */
export function shown(value: unknown): string {
  const text = Array.isArray(value) ? `a list of ${value.length}` : isObject(value) ? "an object" : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The findings of one file: says where for every reader below. */
export class Sheet {
  constructor(
    readonly findings: Findings,
    readonly file: string,
    /** Put before every path: where in the file this part lies, such as glb. */
    readonly prefix = "",
  ) {}

  /** A sheet for a part of the same file. */
  part(prefix: string): Sheet {
    return new Sheet(this.findings, this.file, this.at(prefix));
  }

  error(path: string, reason: string, mend: string): void {
    this.findings.add({ severity: "error", file: this.file, path: this.at(path), reason, mend });
  }

  warning(path: string, reason: string, mend: string): void {
    this.findings.add({ severity: "warning", file: this.file, path: this.at(path), reason, mend });
  }

  /** The check ends here, before the tileset does. */
  limit(path: string, reason: string): void {
    const mend = "split the tileset; the rest was not looked at";
    this.findings.addFirst({ severity: "warning", file: this.file, path: this.at(path), reason, mend });
  }

  /** A value of a kind at a key; absent or of another kind → undefined, and a finding where that is wrong. */
  member<K extends keyof Kinds>(
    parent: JsonObject,
    key: string,
    path: string,
    kind: K,
    required = false,
  ): Kinds[K] | undefined {
    const value = Object.hasOwn(parent, key) ? parent[key] : undefined;
    const where = join(path, key);
    if (value === undefined) {
      if (required) this.error(where, "is missing", `add it (${kind})`);
      return undefined;
    }
    return this.value(value, where, kind);
  }

  /** The value if it is of the kind; otherwise undefined and a finding. */
  value<K extends keyof Kinds>(value: unknown, path: string, kind: K): Kinds[K] | undefined {
    if (isOf(value, kind)) return value as Kinds[K];
    this.error(path, `is ${shown(value)}, expected ${article(kind)}`, `write ${article(kind)} here`);
    return undefined;
  }

  /** A whole number within bounds at a key. */
  count(parent: JsonObject, key: string, path: string, min: number, required = true, max = Infinity) {
    const value = this.member(parent, key, path, "integer", required);
    if (value === undefined || (value >= min && value <= max)) return value;
    this.error(join(path, key), `is ${value}`, `write a whole number of at least ${min}${bound(max)}`);
    return undefined;
  }

  /** An index into a list at a key. */
  index(parent: JsonObject, key: string, path: string, length: number, what: string, required = true) {
    const value = this.member(parent, key, path, "integer", required);
    if (value === undefined || (value >= 0 && value < length)) return value;
    this.error(join(path, key), `is ${value}, there are ${length} ${what}`, `name one of the ${what}`);
    return undefined;
  }

  /** A list of finite numbers of a length at a key. */
  numbers(parent: JsonObject, key: string, path: string, length: number, required = false): number[] | undefined {
    const list = this.member(parent, key, path, "array", required);
    if (!list) return undefined;
    const where = join(path, key);
    if (list.length !== length) {
      this.error(where, `has ${list.length} numbers`, `write ${length} numbers`);
      return undefined;
    }
    const wrong = list.findIndex((x) => typeof x !== "number" || !Number.isFinite(x));
    if (wrong < 0) return list as number[];
    this.error(`${where}[${wrong}]`, `is ${shown(list[wrong])}, expected a number`, "write a finite number");
    return undefined;
  }

  private at(path: string): string {
    if (!this.prefix) return path;
    return path ? join(this.prefix, path) : this.prefix;
  }
}

const bound = (max: number): string => (max === Infinity ? "" : ` and at most ${max}`);

/** a + b as a path. */
export const join = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);
