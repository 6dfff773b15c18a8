// Whether the page was opened from what this device keeps, since the hub could not be reached; and whether a newer build waits.

import { create } from "zustand";

interface OfflineStore {
  /** The hub has not been reached since the page was opened: what is shown is what was kept. */
  fromKept: boolean;
  /** When what is shown was live last, ms since 1970; NaN when not known. */
  asOf: number;
  /** A newer build of the app is on the device and waits. */
  newer: boolean;
}

export const useOffline = create<OfflineStore>(() => ({ fromKept: false, asOf: Number.NaN, newer: false }));
