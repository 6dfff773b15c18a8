// A page that was opened without network waits for the hub, and goes on in place when nothing has changed for this person.

import type { SessionInfo } from "../../twin/access/shapes.ts";
import { useOffline } from "../stores/offline.ts";
import { isAsKept } from "./keeping.ts";

/** The hub is looked for this often, ms. */
const AGAIN_MS = 5000;

/** The next try: after a while, at once when the device says it has a network or the page comes into sight. */
const pause = (): Promise<void> =>
  new Promise((done) => {
    const go = (): void => {
      clearTimeout(timer);
      removeEventListener("online", go);
      document.removeEventListener("visibilitychange", go);
      done();
    };
    const timer = setTimeout(go, AGAIN_MS);
    addEventListener("online", go);
    document.addEventListener("visibilitychange", go);
  });

/**
 * Waits for the hub.
 * @param ask who is signed in; undefined while the hub is not there
 * @returns who it is; null when it is somebody else, or the city or what they may see of it is another: the page must begin anew
 */
export async function hubIsBack(
  person: string,
  ask: () => Promise<SessionInfo | null | undefined>,
): Promise<SessionInfo | null> {
  for (;;) {
    await pause();
    const info = await ask();
    if (info === undefined) continue;
    if (info?.person?.id !== person) return null;
    const answer = await fetch("/api/scene").catch(() => null);
    if (!answer || answer.status >= 500) continue;
    if (!answer.ok || !(await isAsKept(await answer.json(), info))) return null;
    useOffline.setState({ fromKept: false });
    return info;
  }
}
