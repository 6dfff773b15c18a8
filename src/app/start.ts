// Brings the page to life: opens the city, the live link, then the place the address names; follows back and forward.

import type { CameraView } from "../globe/camera.ts";
import { reload as reloadAlarms } from "./alarms/store.ts";
import { whyNot } from "./api.ts";
import { followCases } from "./cases/pins.ts";
import { liveLink } from "./live/link.ts";
import { go } from "./navigate.ts";
import { installForOffline } from "./offline/install.ts";
import { hoursAllowed, keepScene, keptScene, noteWho, personKept } from "./offline/keeping.ts";
import { forget } from "./offline/kept.ts";
import { openOutbox } from "./outbox/outbox.ts";
import { goLive, seek } from "./replay.ts";
import { openSession } from "./session/session.ts";
import { useDesk } from "./stores/desk.ts";
import { globeNow, useGlobe } from "./stores/globe.ts";
import { useOffline } from "./stores/offline.ts";
import { useReplay } from "./stores/replay.ts";
import { useScenario } from "./stores/scenario.ts";
import { useSession } from "./stores/session.ts";
import { useStudy } from "./stores/study.ts";
import { useSurface } from "./stores/surface.ts";
import { openTwin, useTwin } from "./stores/twin.ts";
import { useView } from "./stores/view.ts";
import { useWall } from "./stores/wall.ts";
import { setSurface } from "./surface.ts";
import { addressFollowed, keepCamera, readUrl, slotOfCode, writeUrl } from "./url.ts";

/** May be called again after a failure. */
export async function startTwin(): Promise<void> {
  try {
    if (!(await openSession())) return;
  } catch (error) {
    useTwin.setState({ stage: "failed", reason: whyNot(error) });
    return;
  }
  try {
    const { fromKept } = useOffline.getState();
    const { twin, nodesBuffer, opened } = await openTwin(fromKept ? keptScene : null);
    document.title = `${twin.built.scene.name.zh} · 一网`;
    await liveLink.open(twin, nodesBuffer, { person: twin.broker === null ? personKept() : null, connect: !fromKept });
    if (twin.broker === null) beReadyForOffline(opened);
    await followAddress(false);
    addressFollowed();
    // A scenario that is not there may be known to be gone before the address may be written.
    if (useScenario.getState().id !== readUrl(location).scenario) writeUrl("replace");
    if (twin.broker === null) {
      followCases();
      openOutbox();
    }
  } catch (error) {
    console.error(error);
    return;
  }
  useDesk.subscribe(({ view, caseId }, before) => {
    if (view !== before.view || caseId !== before.caseId) writeUrl("push");
  });
  addEventListener("popstate", () => void followAddress(true));
  // The globe may come (or come back) later than the address: it then takes up what is in hand.
  useGlobe.subscribe(({ globe }, before) => {
    if (globe && globe !== before.globe) void takeUp();
  });
}

/** In the field room, whether it was opened first or turned to later, the page is put by for a start without network. */
function beReadyForOffline(opened: Parameters<typeof keepScene>[0]): void {
  const put = (): void => {
    if (hoursAllowed() === 0) return void forget().catch(() => undefined);
    installForOffline();
    liveLink.keepFor(personKept());
    keepScene(opened).catch((error: Error) => console.warn(`the city is not kept: ${error.message}`));
  };
  const isField = (): boolean => useView.getState().room === "field";
  if (isField() && !useOffline.getState().fromKept) put();
  useView.subscribe(({ room }, before) => {
    if (room !== before.room) isField() ? void noteWho(useSession.getState().info).then(put) : liveLink.keepFor(null);
  });
  useOffline.subscribe(({ fromKept }, before) => {
    if (before.fromKept && !fromKept) {
      liveLink.connect();
      void reloadAlarms();
      put();
    }
  });
}

/** The moment an address names, or now. */
function followTime(time: number | null): void {
  const { replay } = useReplay.getState();
  if (time === null) {
    if (replay) goLive();
  } else if (!replay || Math.abs(replay.at - time) >= 1000) seek(time);
}

/** Puts on screen what the address says. `fly` false cuts there. */
async function followAddress(fly: boolean): Promise<void> {
  const address = readUrl(location);
  const { room, daylight, layers, toggledReferences, filter } = address;
  useView.setState({ room, daylight, layers, toggledReferences, filter });
  useWall.setState({ theme: address.theme, watching: address.watching });
  liveLink.filter(filter);
  if (address.surface !== useSurface.getState().kind) setSurface(address.surface);
  keepCamera(address.camera);
  useDesk.setState({ view: address.desk, caseId: address.caseId });
  useScenario.setState({ id: address.scenario, split: address.split });
  useStudy.setState({ sun: address.sun, ground: address.ground, section: address.section, pit: address.pit });
  followTime(address.time);
  const slot = await slotOfCode(address.node);
  if (!fly && globeNow()) return cutTo(slot, address.camera);
  go(slot, { fly: !address.camera, history: false });
  if (address.camera) globeNow()?.pilot.flyToCamera(address.camera);
}

/** A new globe takes up what is in hand; what is open beside it, such as a form half filled in, is left as it is. */
async function takeUp(): Promise<void> {
  const { node, camera } = readUrl(location);
  cutTo(await slotOfCode(node), camera);
}

/** Shows a node, from a camera if there is one, without a flight. */
function cutTo(slot: number, camera: CameraView | null): void {
  const globe = globeNow();
  if (!globe) return;
  const still = globe.pilot.still;
  globe.pilot.still = true;
  go(slot, { fly: !camera, history: false });
  if (camera) globe.pilot.flyToCamera(camera, true);
  globe.pilot.still = still;
}
