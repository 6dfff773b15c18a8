// The outbox of the person signed in: deeds are kept on the device first, then sent; what the hub has not answered stays in sight.

import i18next from "i18next";
import { sessionInfo } from "../../twin/access/shapes.ts";
import type { CaseFile, CaseReported } from "../../twin/cases/shapes.ts";
import { askHub } from "../api.ts";
import { fetchCase } from "../cases/api.ts";
import { newKey } from "../desk/ask.ts";
import { noteHint } from "../stores/hints.ts";
import { useLive } from "../stores/live.ts";
import { useOutbox } from "../stores/outbox.ts";
import { useSession } from "../stores/session.ts";
import { addItems, itemsOf, removeItem, saveItems, settle } from "./box.ts";
import { deliver } from "./deliver.ts";
import { born, type Deed, isUnborn, type OutboxItem, type Outcome, rebased } from "./item.ts";
import { post } from "./post.ts";

/** While something waits it is tried again this often, ms. */
const AGAIN_MS = 15_000;
/** A form waits this long for the answer; then its deed is one that waits. */
const PATIENCE_MS = 8000;

/** Whether the hub is there is known after this long, ms. */
const ASK_MS = 10_000;

const personNow = (): string => useSession.getState().info?.person?.id ?? "";

/** Told of each outcome by the deed's key: the form that is still open. */
const watchers = new Map<string, (outcome: Outcome) => void>();
const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("yiwang-outbox") : null;

const faultOf = (error: unknown): string =>
  i18next.t((error as Error)?.name === "QuotaExceededError" ? "outbox.full" : "outbox.denied");

/** Reads the list anew, here and in other tabs. */
async function refresh(tell = true): Promise<readonly OutboxItem[]> {
  const person = personNow();
  const items = person === "" ? [] : await itemsOf(person);
  useOutbox.setState({ items, fault: "" });
  if (tell) channel?.postMessage("changed");
  return items;
}

/** Whether the hub is there and still takes this browser for the same person. */
async function isOurs(person: string): Promise<boolean> {
  if (!navigator.onLine) return false;
  try {
    return (
      sessionInfo.parse(await askHub("/api/session", { signal: AbortSignal.timeout(ASK_MS) })).person?.id === person
    );
  } catch {
    return false;
  }
}

async function ended(item: OutboxItem, outcome: Outcome): Promise<void> {
  const watcher = watchers.get(item.key);
  const { kind } = item.deed;
  // The case as it is now comes before the deed leaves the list: what is offered next, and a form open for it, stay.
  if (outcome.is === "done" && (kind === "action" || kind === "message"))
    useOutbox.setState({ answered: outcome.answer as CaseFile });
  if (outcome.is === "done" && kind === "report") await settle([item.seq], await bornOf(item, outcome.answer));
  else if (outcome.is === "no" && watcher) await settle(await withItsOwn(item));
  else if (outcome.is === "done") await removeItem(item.seq);
  else
    await saveItems([
      { ...item, tries: item.tries + 1, refused: outcome.is === "no" ? outcome.refused : item.refused },
    ]);
  await refresh();
  if (outcome.is === "done") noteHint("cases");
  watcher?.(outcome);
}

/** What waits for a case that has just been reported; one that was joined to another goes on there. */
async function bornOf(item: OutboxItem, answer: unknown): Promise<OutboxItem[]> {
  const { joined, id, number } = answer as CaseReported;
  return born(await itemsOf(item.person), item.caseId, joined ?? { id, number });
}

/** A deed, and with a report the photos of the case that will not be. @returns places in the order */
async function withItsOwn({ seq, caseId, person, deed }: OutboxItem): Promise<number[]> {
  if (deed.kind !== "report") return [seq];
  return (await itemsOf(person)).filter((item) => item.caseId === caseId).map((item) => item.seq);
}

let again = false;
let running: Promise<void> | undefined;

/** Sends what waits. Called again while it runs, it looks once more at the end. */
export function sendWaiting(): Promise<void> {
  again = true;
  running ??= run().finally(() => {
    running = undefined;
    // Asked for just as it ended.
    return again ? sendWaiting() : undefined;
  });
  return running;
}

async function run(): Promise<void> {
  const once = async (): Promise<void> => {
    while (again) {
      again = false;
      const person = personNow();
      if ((await refresh(false)).length === 0) return;
      const isThere = await isOurs(person);
      if (isThere) await deliver({ items: () => itemsOf(person), send: post, ended });
      if (!isThere) for (const watcher of watchers.values()) watcher({ is: "away" });
    }
  };
  useOutbox.setState({ sending: true });
  try {
    // One tab sends at a time; the keys would make a second sending harmless, not the order.
    await (navigator.locks ? navigator.locks.request("yiwang-outbox", once) : once());
  } catch (error) {
    useOutbox.setState({ fault: faultOf(error) });
  } finally {
    useOutbox.setState({ sending: false });
  }
}

type Unkept = Omit<OutboxItem, "seq">;

const itemOf = (file: Pick<CaseFile, "id" | "number" | "title">, key: string, deed: Deed): Unkept => {
  const { id: caseId, number, title } = file;
  return { person: personNow(), key, caseId, number, title, deed, at: Date.now(), tries: 0, refused: null };
};

/**
 * Keeps a deed and sends it.
 * @returns the hub's answer; null when it waits in the outbox
 * @throws HubRefusal what the hub says at once: the form keeps what was typed
 * @throws Error in words when the device cannot keep it and the hub cannot be reached
 */
export async function hand<T>(
  file: Pick<CaseFile, "id" | "number" | "title">,
  key: string,
  deed: Deed,
): Promise<T | null> {
  const item = itemOf(file, key, deed);
  const kept = await keepAll([item]);
  return kept ? waitFor<T>(kept) : answerOf<T>(await post({ ...item, seq: 0 }));
}

/**
 * Keeps a report and the photos that belong to it, all or none, and sends them one after another.
 * @returns the hub's answer to the report; null when it waits in the outbox @throws as {@link hand}
 */
export async function handReport(
  key: string,
  report: Extract<Deed, { kind: "report" }>["report"],
  photos: readonly Extract<Deed, { kind: "photo" }>[],
): Promise<CaseReported | null> {
  const unborn = { id: -crypto.getRandomValues(new Uint32Array(1))[0] - 1, number: "", title: report.title };
  const item = itemOf(unborn, key, { kind: "report", report });
  const kept = await keepAll([item, ...photos.map((photo) => itemOf(unborn, newKey(), photo))]);
  if (kept) return waitFor<CaseReported>(kept);
  const reported = answerOf<CaseReported>(await post({ ...item, seq: 0 }));
  const { id, number } = reported.joined ?? reported;
  let lost = 0;
  for (const photo of photos)
    if ((await post({ ...itemOf({ id, number, title: report.title }, newKey(), photo), seq: 0 })).is !== "done") lost++;
  if (lost > 0) useOutbox.setState({ fault: i18next.t("outbox.photoKept", { count: lost }), open: true });
  return reported;
}

/** @returns the first of them, as kept now or by an earlier try; null where the device keeps nothing */
async function keepAll(items: readonly Unkept[]): Promise<OutboxItem | null> {
  const [{ person, key }] = items;
  try {
    const waiting = (await itemsOf(person)).find((one) => one.key === key);
    const kept = waiting ?? (await addItems(items))[0];
    void navigator.storage?.persist?.();
    return kept;
  } catch (error) {
    useOutbox.setState({ fault: faultOf(error) });
    return null;
  }
}

/** What came of a deed that was sent without having been kept. */
function answerOf<T>(outcome: Outcome): T {
  if (outcome.is === "done") return outcome.answer as T;
  throw outcome.is === "no" ? outcome.error : new Error(`${i18next.t("outbox.notKept")}${useOutbox.getState().fault}`);
}

async function waitFor<T>(kept: OutboxItem): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const outcome = await new Promise<Outcome>((done) => {
    watchers.set(kept.key, done);
    timer = setTimeout(() => done({ is: "later" }), PATIENCE_MS);
    void refresh()
      .then(sendWaiting)
      // Held back behind another deed of its case.
      .then(() => done({ is: "later" }));
  });
  clearTimeout(timer);
  watchers.delete(kept.key);
  if (outcome.is === "no") throw outcome.error;
  return outcome.is === "done" ? (outcome.answer as T) : null;
}

/** Sends a refused deed again as one of the case as it is now, and what waits behind it likewise. @throws HubRefusal, TypeError */
export async function tryAgain({ caseId, seq }: OutboxItem): Promise<void> {
  const version = isUnborn(caseId) ? 0 : (await fetchCase(caseId)).version;
  await saveItems(rebased(await itemsOf(personNow()), caseId, seq, version, newKey));
  await refresh();
  await sendWaiting();
}

/** Takes a deed out unsent, a report with its photos; what waits behind it moves up. */
export async function discard(item: OutboxItem): Promise<void> {
  const { caseId, seq, deed } = item;
  const behind = (await itemsOf(personNow())).filter((item) => item.seq > seq);
  await settle(await withItsOwn(item));
  const next = behind.find((item) => item.caseId === caseId);
  if (next && deed.kind === "action") await saveItems(rebased(behind, caseId, next.seq, deed.version, newKey));
  await refresh();
  void sendWaiting();
}

/** Sends at the start, when the network or the link comes back, when the page comes into sight, and now and then while something waits. */
export function openOutbox(): void {
  const soon = (): void => void sendWaiting();
  soon();
  addEventListener("online", soon);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
  useLive.subscribe(({ link }, before) => {
    if (link === "live" && before.link !== "live") soon();
  });
  setInterval(() => useOutbox.getState().items.some(({ refused }) => !refused) && soon(), AGAIN_MS);
  channel?.addEventListener("message", () => void refresh(false).catch(() => undefined));
}
