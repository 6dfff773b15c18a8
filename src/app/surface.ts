// Chooses which quantity is spread over the city: kept, written into the address, asked of the worker.

import { liveLink } from "./live/link.ts";
import { useSurface } from "./stores/surface.ts";
import { twinNow } from "./stores/twin.ts";
import { writeUrl } from "./url.ts";

/** Shows a surface without writing the address. @param kind id of a kind whose surface may be shown; anything else is none */
export function showSurface(kind: string): void {
  const { scene, extent } = twinNow().built;
  const index = scene.kinds.findIndex(({ id, surface }) => surface && id === kind);
  useSurface.setState({ kind: index >= 0 ? kind : "", stations: 0 });
  liveLink.surface(index, extent);
}

export function setSurface(kind: string): void {
  showSurface(kind);
  writeUrl("replace");
}
