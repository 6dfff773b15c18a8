// Where this device is, while somebody wants to know: by the device's own location service, followed as one walks.

import { create } from "zustand";

export interface Where {
  lon: number;
  lat: number;
  /** Radius in which the device is with 95 % confidence (Geolocation API, W3C [D]), m. */
  accuracy: number;
  /** When it was found, ms since 1970. */
  at: number;
}

/** insecure: pages by plain HTTP get no location. */
type Trouble = "denied" | "unavailable" | "timeout" | "insecure";

interface WhereStore {
  where: Where | null;
  trouble: Trouble | null;
  following: boolean;
}

export const useWhere = create<WhereStore>(() => ({ where: null, trouble: null, following: false }));

const TROUBLES: Readonly<Record<number, Trouble>> = { 1: "denied", 2: "unavailable", 3: "timeout" };
const TIMEOUT_MS = 20_000;
let watch: number | undefined;

export function followDevice(): void {
  if (watch !== undefined) return;
  const missing = !globalThis.isSecureContext ? "insecure" : "geolocation" in navigator ? null : "unavailable";
  if (missing) {
    useWhere.setState({ trouble: missing });
    return;
  }
  useWhere.setState({ following: true, trouble: null });
  watch = navigator.geolocation.watchPosition(
    ({ coords, timestamp }) =>
      useWhere.setState({
        where: { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, at: timestamp },
        trouble: null,
      }),
    ({ code }) => {
      useWhere.setState({ trouble: TROUBLES[code] ?? "unavailable" });
      // What was refused is not asked again by itself.
      if (code === 1) leaveDevice();
    },
    { enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge: 5000 },
  );
}

export function leaveDevice(): void {
  if (watch !== undefined) navigator.geolocation.clearWatch(watch);
  watch = undefined;
  useWhere.setState({ following: false, where: null });
}
