// The shell: one globe for the page's life, a room around it, the loading and failure screens.

import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { AlarmHost } from "./alarms/Alarms.tsx";
import { DeskHost } from "./desk/DeskHost.tsx";
import { FeedsHost } from "./feeds/FeedsHost.tsx";
import { GlobeBoundary } from "./globe/GlobeBoundary.tsx";
import { useKeyboard } from "./keyboard.ts";
import { FileDrop } from "./panels/Files.tsx";
import { FilterBadge } from "./panels/Filter.tsx";
import { KeysDialog } from "./panels/KeysDialog.tsx";
import { LoadingScreen } from "./panels/LoadingScreen.tsx";
import { PanelBoundary, Panels } from "./panels/PanelBoundary.tsx";
import { SurfaceLegend } from "./panels/Surface.tsx";
import { ReplayBanner, TimeBar } from "./panels/TimeBar.tsx";
import { Field } from "./rooms/Field.tsx";
import { Plan } from "./rooms/Plan.tsx";
import { Wall } from "./rooms/Wall.tsx";
import { SessionHost } from "./session/SessionHost.tsx";
import { SignIn } from "./session/SignIn.tsx";
import { useDesk } from "./stores/desk.ts";
import { useGlobe } from "./stores/globe.ts";
import { useOpsMode } from "./stores/opsMode.ts";
import { useReplay } from "./stores/replay.ts";
import { useSession } from "./stores/session.ts";
import { useTwin } from "./stores/twin.ts";
import { useView } from "./stores/view.ts";
import { Tips } from "./tips/Tips.tsx";
import { TrendHost } from "./trend/TrendHost.tsx";

const GlobeView = lazy(() => import("./globe/GlobeView.tsx"));
const ROOM_VIEWS = { wall: Wall, plan: Plan, field: Field };

/** In the field the lists come first: the 3D engine is asked for when they are drawn and the browser has time, at the latest after this, ms. */
const GLOBE_WAITS_MS = 2000;

function useGlobeDue(): boolean {
  const room = useView((store) => store.room);
  const open = useTwin((store) => store.stage === "open");
  const [due, setDue] = useState(false);
  useEffect(() => {
    if (due || !open) return;
    if (room !== "field" || !("requestIdleCallback" in globalThis)) return setDue(true);
    const waiting = requestIdleCallback(() => setDue(true), { timeout: GLOBE_WAITS_MS });
    return () => cancelIdleCallback(waiting);
  }, [due, open, room]);
  return due;
}

export function App() {
  const { t } = useTranslation();
  const globeDue = useGlobeDue();
  const stage = useTwin((store) => store.stage);
  const room = useView((store) => store.room);
  const webgl = useGlobe((store) => store.webgl);
  const replaying = useReplay((store) => store.replay !== null);
  const timeBar = useReplay((store) => store.open);
  const signedOut = useSession((store) => store.stage === "out");
  useKeyboard();
  const RoomView = ROOM_VIEWS[room];
  const opsMode = useOpsMode((store) => store.mode?.mode ?? "normal");
  const desk = useDesk((store) => store.view !== null);
  const past = `${desk ? " has-desk" : ""}${replaying ? " is-replay" : ""}${timeBar ? " has-time-bar" : ""}`;
  if (signedOut)
    return (
      <div className="app" data-theme={room === "wall" ? "dark" : "light"}>
        <SignIn />
      </div>
    );
  return (
    <div className={`app room-${room}${past}`} data-ops-mode={opsMode} data-theme={room === "wall" ? "dark" : "light"}>
      {stage === "open" ? (
        <>
          <div className="map-host">
            {webgl && !globeDue ? (
              <div className="map-waiting">{t("app.loadingGlobe")}</div>
            ) : webgl ? (
              <GlobeBoundary>
                <Suspense fallback={<div className="map-waiting">{t("app.loadingGlobe")}</div>}>
                  <GlobeView />
                </Suspense>
              </GlobeBoundary>
            ) : (
              <div className="map-waiting" role="status">
                {t("app.noWebgl")}
              </div>
            )}
          </div>
          <PanelBoundary of={room}>
            <RoomView />
          </PanelBoundary>
          <Panels>
            <ReplayBanner />
            <FilterBadge />
            <SurfaceLegend />
            <TimeBar />
            <AlarmHost />
            <DeskHost />
            <TrendHost />
            <FeedsHost />
            <SessionHost />
            <FileDrop />
            <KeysDialog />
            <Tips />
          </Panels>
        </>
      ) : (
        <LoadingScreen />
      )}
    </div>
  );
}
