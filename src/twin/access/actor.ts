// Who acts, and what they may: roles over place subtrees, departments and clearances. Pure; the hub asks before every deed.

import type { NodeTable } from "../nodeTable.ts";
import type { Permission } from "./permissions.ts";

/** Data grades (GB/T 43697): general 1–4, important 5, core 6. The highest wins. */
export type DataGrade = 1 | 2 | 3 | 4 | 5 | 6;
export const HIGHEST_GRADE = 6;

/** One role in one place. */
export interface Grant {
  role: string;
  /** What the role may, resolved from the catalogue. */
  permissions: ReadonlySet<Permission>;
  /** Code of the place whose subtree it holds for. */
  place: string;
  /** Department or company it holds for, one of the scene's owners; null for all. */
  unit: string | null;
  /** Highest grade of data seen by it, 1–6. */
  clearance: number;
}

export interface Actor {
  /** Unique and lasting; goes into every record. */
  id: string;
  name: string;
  grants: readonly Grant[];
  /** The session they act in; "" for the hub's own deeds. */
  session: string;
}

/** What a deed is about; what is left out is not asked for. */
export interface Subject {
  /** Slot of the place or asset. */
  slot?: number;
  /** Any of these units will do: a grant that is bound to a unit must be bound to one of them. */
  units?: readonly string[];
  /** Data grade of what is seen or changed. */
  grade?: number;
}

/** Whether any one grant allows the deed on the subject. Unknown places (slot −1) are outside every grant but the city's. */
export function may(actor: Actor, permission: Permission, nodes: NodeTable, subject: Subject = {}): boolean {
  return actor.grants.some((grant) => allows(grant, permission, nodes, subject));
}

function allows(grant: Grant, permission: Permission, nodes: NodeTable, { slot, units, grade }: Subject): boolean {
  if (!grant.permissions.has(permission)) return false;
  if (grade !== undefined && grade > grant.clearance) return false;
  if (units !== undefined && grant.unit !== null && !units.includes(grant.unit)) return false;
  if (slot === undefined) return true;
  const place = nodes.slotOf(grant.place);
  if (place < 0) return false;
  return place === 0 || (slot >= 0 && isBelow(nodes, slot, place));
}

/** Buildings (slots past the core) stand in the grid they belong to; the caller gives that grid. */
const isBelow = (nodes: NodeTable, slot: number, place: number): boolean =>
  slot < nodes.coreCount && nodes.isWithin(slot, place);

/**
 * Path of codes from the city down to a core slot, "/339900/339902/": a subtree is a prefix, so that rows of a place are one
 * range of an index (columns are collate "C").
 */
export const placePath = (nodes: NodeTable, slot: number): string =>
  slot < 0
    ? "/"
    : `/${wholePathTo(nodes, slot)
        .map((at) => nodes.columns.code[at].replaceAll("/", "|"))
        .join("/")}/`;

/** Slots from the city down. What stands in a building hangs on a slot past the core: its places are those whose ranges hold it. */
function wholePathTo(nodes: NodeTable, slot: number): number[] {
  const path = nodes.pathTo(slot).filter((at) => at < nodes.coreCount);
  if (path[0] === 0) return path;
  const places: number[] = [];
  for (let at: number | undefined = 0; at !== undefined; ) {
    places.push(at);
    at = nodes.childrenOf(at).find((child) => child < nodes.placeCount && nodes.isWithin(slot, child));
  }
  return [...places, ...path];
}

/** [from, to) of all paths that begin so. */
export const pathRange = (path: string): [from: string, to: string] => [path, `${path}\u{10ffff}`];

/** What a person may see of rows with a place, a unit and a grade: any one of these must hold. Empty: nothing. */
export interface Scope {
  path: string;
  unit: string | null;
  clearance: number;
}

/** Scopes of all grants with a permission; one that another contains is left out. */
export function scopesOf(actor: Actor, permission: Permission, nodes: NodeTable): Scope[] {
  const scopes: Scope[] = [];
  for (const grant of actor.grants) {
    const slot = nodes.slotOf(grant.place);
    if (!grant.permissions.has(permission) || slot < 0) continue;
    scopes.push({ path: placePath(nodes, slot), unit: grant.unit, clearance: grant.clearance });
  }
  const holds = (a: Scope, b: Scope): boolean =>
    b.path.startsWith(a.path) && (a.unit === null || a.unit === b.unit) && a.clearance >= b.clearance;
  return scopes.filter(
    (scope, i) => !scopes.some((other, j) => i !== j && holds(other, scope) && !(holds(scope, other) && i < j)),
  );
}
