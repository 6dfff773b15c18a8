// Puts the field room on the device: its service worker, warmed with what had been loaded before it; a newer build takes over when asked, or at the next start.

import { useOffline } from "../stores/offline.ts";
import type { ToServiceWorker } from "./serviceWorker.ts";

/** What was loaded until now is told again after this long, ms: Cesium goes on loading for a while. */
const AGAIN_MS = 12_000;
/** A worker that may take over has done so after this long, ms. */
const DECIDED_MS = 2000;
/** Entries the browser remembers of what a page loaded; its own limit is 250. */
const ENTRIES = 3000;

export const canInstall = (): boolean => import.meta.env.PROD && "serviceWorker" in navigator;

let installed = false;
let isTaking = false;

/** Once a page's life; nothing where the page does not come by HTTPS. */
export function installForOffline(): void {
  if (installed || !canInstall()) return;
  installed = true;
  performance.setResourceTimingBufferSize(ENTRIES);
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener("controllerchange", () => {
    if (isTaking) location.reload();
    // Another page let the newer build in: what this one has not loaded yet is gone.
    else void caches.match(import.meta.url).then((own) => useOffline.setState({ newer: own === undefined }));
  });
  // In the field alone: no other room is ever served by it.
  serviceWorker.register("/sw.js", { scope: "/field" }).then(follow, (error: Error) => console.warn(error.message));
  void serviceWorker.ready.then((registration) => {
    const warm = (): void => {
      const urls = performance.getEntriesByType("resource").map(({ name }) => name);
      registration.active?.postMessage({ type: "warm", urls } satisfies ToServiceWorker);
    };
    warm();
    setTimeout(warm, AGAIN_MS);
  });
}

function follow(registration: ServiceWorkerRegistration): void {
  const look = (): void => {
    const { waiting } = registration;
    if (!waiting) return;
    waiting.postMessage({ type: "take", chunk: import.meta.url } satisfies ToServiceWorker);
    // Still waiting then: this page is of the build before.
    setTimeout(() => useOffline.setState({ newer: registration.waiting === waiting }), DECIDED_MS);
  };
  look();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
}

/** Lets the newer build take over; the page begins anew with it. */
export async function takeNewer(): Promise<void> {
  const waiting = (await navigator.serviceWorker.getRegistration("/field"))?.waiting;
  isTaking = true;
  if (waiting) waiting.postMessage({ type: "take", chunk: null } satisfies ToServiceWorker);
  else location.reload();
}
