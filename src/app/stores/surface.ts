// The surface in hand: which kind is spread over the city, and from how many points it is now computed.

import { create } from "zustand";

interface SurfaceStore {
  /** Id of the kind; "" for none. */
  kind: string;
  /** Points it is computed from now. */
  stations: number;
}

export const useSurface = create<SurfaceStore>(() => ({ kind: "", stations: 0 }));
