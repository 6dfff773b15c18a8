// Which points a person wants to see: by kind, owner, severity and how live they are. It is asked at every painting, so it holds as data flows.

import { FLAG, type Liveness, livenessOf } from "./flags.ts";
import type { NodeTable } from "./nodeTable.ts";
import type { StateTable } from "./stateTable.ts";

/** Lists of what passes; an empty list passes all. */
export interface StateFilter {
  /** Ids of kinds. */
  kinds: readonly string[];
  /** Ids of owners of kinds. */
  owners: readonly string[];
  /** 0 … 5 (twin/severity). */
  severities: readonly number[];
  /** What the reading is, and "bad" for one whose source calls it bad or uncertain. */
  qualities: readonly (Liveness | "bad")[];
}

export const NO_FILTER: StateFilter = { kinds: [], owners: [], severities: [], qualities: [] };

export const isFiltering = ({ kinds, owners, severities, qualities }: StateFilter): boolean =>
  kinds.length + owners.length + severities.length + qualities.length > 0;

/** Says of a point's present state whether it passes. */
export type Passes = (slot: number) => boolean;

/** @param kinds the scene's kinds in order @returns undefined when everything passes */
export function compileFilter(
  filter: StateFilter,
  nodes: Pick<NodeTable, "columns">,
  state: StateTable,
  kinds: readonly { id: string; owner?: string | undefined }[],
): Passes | undefined {
  if (!isFiltering(filter)) return undefined;
  const kindPasses = Uint8Array.from(kinds, ({ id, owner }) => {
    const wanted = filter.kinds.length === 0 || filter.kinds.includes(id);
    return Number(wanted && (filter.owners.length === 0 || (owner !== undefined && filter.owners.includes(owner))));
  });
  const severityPasses = Uint8Array.from({ length: 6 }, (_, severity) =>
    Number(filter.severities.length === 0 || filter.severities.includes(severity)),
  );
  const wanted = new Set<string>(filter.qualities);
  const flagsPass = Uint8Array.from({ length: 256 }, (_, flags) => {
    const doubtful = (flags & (FLAG.bad | FLAG.uncertain)) !== 0;
    return Number(wanted.size === 0 || wanted.has(livenessOf(flags)) || (doubtful && wanted.has("bad")));
  });
  const { kind } = nodes.columns;
  return (slot) => (kindPasses[kind[slot]] & severityPasses[state.severity[slot]] & flagsPass[state.flags[slot]]) === 1;
}
