// Brings the page to life: opens the city, the live link, then the place the address names; follows back and forward.

import { followCases } from "./cases/pins.ts";
import { liveLink } from "./live/link.ts";
import { go } from "./navigate.ts";
import { openOutbox } from "./outbox/outbox.ts";
import { goLive, seek } from "./replay.ts";
import { openSession } from "./session/session.ts";
import { useDesk } from "./stores/desk.ts";
import { globeNow, useGlobe } from "./stores/globe.ts";
import { useReplay } from "./stores/replay.ts";
import { useScenario } from "./stores/scenario.ts";
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
    useTwin.setState({ stage: "failed", reason: (error as Error).message });
    return;
  }
  try {
    const { twin, nodesBuffer } = await openTwin();
    document.title = `${twin.built.scene.name.zh} · 一网`;
    await liveLink.open(twin, nodesBuffer);
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
    if (globe && globe !== before.globe) void followAddress(false);
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
  useStudy.setState({ sun: address.sun, ground: address.ground, section: address.section });
  followTime(address.time);
  const slot = await slotOfCode(address.node);
  const globe = globeNow();
  if (globe && !fly) {
    const still = globe.pilot.still;
    globe.pilot.still = true;
    go(slot, { fly: !address.camera, history: false });
    if (address.camera) globe.pilot.flyToCamera(address.camera, true);
    globe.pilot.still = still;
    return;
  }
  go(slot, { fly: !address.camera, history: false });
  if (address.camera) globe?.pilot.flyToCamera(address.camera);
}
