// Files buildings under their places: those a source hands out one by one, and those that come in a store already.

import { centroid } from "../formats/polygon.ts";
import type { SourceReport } from "../formats/report.ts";
import type { LayerContext } from "./layers/layer.ts";
import type { PlaceIndex } from "./placeIndex.ts";
import type { PlaceOrder } from "./placeOrder.ts";
import type { CitySource, PlaceSource } from "./source.ts";
import { BuildingStore } from "./store/buildingStore.ts";

/** Turns the places of a filled store, which count in the source's list, into slots. */
export function takeStore(store: BuildingStore, places: readonly PlaceSource[], order: PlaceOrder): void {
  const slotOf = Int32Array.from(places, (place) => order.slotOf.get(place.code)!);
  for (let i = 0; i < store.count; i++) store.place[i] = slotOf[Math.max(0, store.place[i])];
}

/** Reads a source's buildings into a store, each under the slot of its place. What cannot be kept is reported. */
export async function fileBuildings(
  source: CitySource,
  store: BuildingStore,
  order: PlaceOrder,
  index: PlaceIndex,
  report: SourceReport,
  progress: LayerContext["progress"],
  signal: AbortSignal | undefined,
): Promise<void> {
  if (source.buildings instanceof BuildingStore) return;
  const codes = new Set<string>();
  let read = 0;
  for (const building of source.buildings) {
    read++;
    const label = building.name ? `${building.code} ${building.name}` : building.code;
    if (codes.has(building.code))
      report.skip("buildings", "code-twice", "left out: another building has the same code", label);
    else {
      codes.add(building.code);
      let place = building.placeCode === undefined ? undefined : order.slotOf.get(building.placeCode);
      const [lon, lat] = building.rings[0]?.length ? centroid(building.rings[0]) : [Number.NaN, Number.NaN];
      place ??= index.find(lon, lat);
      if (place < 0) {
        place = Math.max(0, index.nearestLeaf(lon, lat));
        report.repair("buildings", "outside-places", "filed under the nearest unit: it stands in none", label);
      }
      try {
        if (!(building.height > 0)) throw new Error(`its height is ${building.height}`);
        store.place[store.add(building)] = place;
      } catch (error) {
        report.skip("buildings", "footprint-unusable", `left out: ${(error as Error).message}`, label);
      }
    }
    if (read % 2048 === 0) {
      progress("read", read, Math.max(read, source.buildingCount));
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
  }
  report.countRead("buildings kept", store.count);
  progress("read", read, read);
}
