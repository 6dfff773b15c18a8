// Signing in and staying so: asks the hub who is there, renews the token before it runs out, notices when the sign-in is over.

import { type SessionInfo, sessionInfo } from "../../twin/access/shapes.ts";
import { HubRefusal, sendHub } from "../api.ts";
import { hubIsBack } from "../offline/back.ts";
import { noteWho, openKept } from "../offline/keeping.ts";
import { forget } from "../offline/kept.ts";
import { useLive } from "../stores/live.ts";
import { useSession } from "../stores/session.ts";
import { whenSessionLost } from "./lost.ts";

/** Whether this browser has signed in: the cookies themselves are for the hub alone. */
const SIGNED_IN = "yiwang.signedIn";
/** Somebody signed out while the hub could not be told. */
const SIGN_OUT = "yiwang.signOut";
/** A token is renewed when less than this share of it is left. */
const LEFT = 0.3;
const SOONEST_MS = 5000;

/** Who is there. @returns null on a host that is no hub @throws Error when the hub is in trouble */
async function ask(): Promise<SessionInfo | null> {
  const response = await fetch("/api/session", { cache: "no-store" });
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  if (response.ok && isJson) return sessionInfo.parse(await response.json());
  if (response.status >= 500) throw new Error(`/api/session: ${response.status} ${response.statusText}`);
  return null;
}

/**
 * Without the hub the field room opens as it is kept for the person signed in last.
 * @returns whether the page may go on; the sign-in screen is shown else @throws Error when the hub is away and nothing is kept
 */
export async function openSession(): Promise<boolean> {
  whenSessionLost(beginAnew);
  let info: SessionInfo | null;
  try {
    if (localStorage.getItem(SIGN_OUT)) await tellSignedOut();
    info = await ask();
  } catch (error) {
    const kept = await openKept();
    if (!kept?.person) throw error;
    useSession.setState({ info: kept, stage: "in" });
    void hubIsBack(kept.person.id, () => askAgain(kept.person?.id)).then((now) => {
      if (!now) return beginAnew();
      void noteWho(now);
      attend(now);
    });
    return true;
  }
  // The short token is over, the long one may not be.
  if (info && info.person?.kind !== "person" && info.person?.kind !== "demo" && localStorage.getItem(SIGNED_IN))
    info = await renew().catch(() => {
      localStorage.removeItem(SIGNED_IN);
      return info;
    });
  const stage = info === null || (info.person && !info.person.mustChange) ? "in" : "out";
  useSession.setState({ info, stage });
  await noteWho(info);
  if (info) attend(info);
  return stage === "in";
}

/** Stays signed in, and notices when that is over. */
function attend(info: SessionInfo): void {
  useSession.setState({ info });
  keepRenewed(info);
  // Whoever is signed out elsewhere loses the connection first.
  useLive.subscribe(({ link }, before) => {
    if (link === "lost" && before.link !== "lost") void look();
  });
}

/** Who is there, once the hub is; undefined while it is not. */
async function askAgain(person: string | undefined): Promise<SessionInfo | null | undefined> {
  try {
    const info = await ask();
    return info?.person?.id === person ? info : await renew();
  } catch (error) {
    return error instanceof HubRefusal && error.status < 500 ? null : undefined;
  }
}

/** All of the page begins anew at the same address: nothing of one person stays for the next. */
export const beginAnew = (): void => location.reload();

async function look(): Promise<void> {
  const before = useSession.getState().info?.person?.id;
  const now = await ask().catch(() => undefined);
  if (now !== undefined && now?.person?.id !== before) {
    // The token may just have run out in a tab that slept.
    const renewed = await renew().catch(() => null);
    if (renewed?.person?.id !== before) beginAnew();
  }
}

/** One tab renews at a time: a token that comes twice would end the session. */
function renew(): Promise<SessionInfo> {
  const once = async (): Promise<SessionInfo> => {
    const info = await ask();
    const fresh = info?.expiresAt && info.expiresAt - info.now > 60_000;
    return fresh ? info : await sendHub<SessionInfo>("POST", "/api/session/refresh");
  };
  return navigator.locks ? navigator.locks.request("yiwang-renew", once) : once();
}

let timer: ReturnType<typeof setTimeout> | undefined;
function keepRenewed(info: SessionInfo): void {
  clearTimeout(timer);
  if (info.expiresAt === null) return;
  localStorage.setItem(SIGNED_IN, "1");
  const delay = Math.max(SOONEST_MS, (info.expiresAt - info.now) * (1 - LEFT));
  timer = setTimeout(() => {
    const renewed = (now: SessionInfo): void => {
      // How long the device may go without the hub counts from here.
      void noteWho(now);
      keepRenewed(now);
    };
    renew().then(renewed, (error: { status?: number }) => {
      if (error.status === 401) beginAnew();
      // The hub is away: tried again soon.
      else keepRenewed({ ...info, expiresAt: info.now });
    });
  }, delay);
}

const started = (): void => {
  localStorage.setItem(SIGNED_IN, "1");
  beginAnew();
};

export const signIn = (login: string, password: string): Promise<void> =>
  sendHub("POST", "/api/session", { login, password }).then(started);
export const switchDemo = (person: string): Promise<void> =>
  sendHub("POST", "/api/session/demo", { person }).then(started);
/** Nothing of the person stays on the device but what waits to be sent; without network the hub is told at the next start with one. */
export async function signOut(): Promise<void> {
  localStorage.removeItem(SIGNED_IN);
  localStorage.setItem(SIGN_OUT, "1");
  await forget().catch(() => undefined);
  await tellSignedOut().catch(() => undefined);
  beginAnew();
}

async function tellSignedOut(): Promise<void> {
  await sendHub("DELETE", "/api/session");
  localStorage.removeItem(SIGN_OUT);
}
export const changePassword = (current: string, next: string): Promise<void> =>
  sendHub("POST", "/api/session/password", { current, next });
