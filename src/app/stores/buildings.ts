// The building table, fetched the first time somebody points at a building.

import { create } from "zustand";
import { decodeColumns } from "../../twin/columns.ts";
import type { BuildingColumns } from "../../twin/nodeTable.ts";
import { twinNow } from "./twin.ts";

interface Buildings {
  columns: BuildingColumns;
  /** Row by code, made when first asked for. */
  rowOf(code: string): number;
}

export const useBuildings = create<{ buildings: Buildings | null }>(() => ({ buildings: null }));
let loading: Promise<Buildings> | undefined;

export const buildingsNow = (): Buildings | null => useBuildings.getState().buildings;

/** @throws Error when the table cannot be fetched; the next call tries again */
export function loadBuildings(): Promise<Buildings> {
  loading ??= fetchBuildings().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function fetchBuildings(): Promise<Buildings> {
  const { sceneUrl, built } = twinNow();
  const response = await fetch(`${sceneUrl}buildings.bin?v=${built.hash.slice(0, 16)}`);
  if (!response.ok) throw new Error(`buildings.bin: ${response.status} ${response.statusText}`);
  const columns = decodeColumns(await response.arrayBuffer()).columns as unknown as BuildingColumns;
  let index: Map<string, number> | undefined;
  const buildings: Buildings = {
    columns,
    rowOf: (code) => {
      index ??= new Map(columns.code.map((own, row) => [own, row]));
      return index.get(code) ?? -1;
    },
  };
  useBuildings.setState({ buildings });
  return buildings;
}
