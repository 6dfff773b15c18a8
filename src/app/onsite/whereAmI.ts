// Where this device is, asked once: for a photo.

/** Longest wait for a place, ms, and how old one may be. */
const [PATIENCE_MS, OLDEST_MS] = [4000, 60_000];

/** @returns degrees; null when the device does not know, may not say, or takes too long */
export const whereAmI = (): Promise<{ lon: number; lat: number } | null> =>
  new Promise((done) => {
    if (!("geolocation" in navigator)) return done(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lon: coords.longitude, lat: coords.latitude }),
      () => done(null),
      { timeout: PATIENCE_MS, maximumAge: OLDEST_MS, enableHighAccuracy: true },
    );
  });
