// Where alarms stand in a room: the list of the hub's alarms where it keeps some that this person may see, else the worst points.

import { lazy, Suspense, useEffect } from "react";
import { Worst } from "../panels/Worst.tsx";
import { useReplay } from "../stores/replay.ts";
import { useMay } from "../stores/session.ts";
import { twinNow } from "../stores/twin.ts";
import { AlarmPanel } from "./AlarmPanel.tsx";
import { reload, useAlarms } from "./store.ts";

const AlarmSheet = lazy(() => import("./AlarmSheet.tsx"));
const RateBoard = lazy(() => import("./RateBoard.tsx"));

/** Whether the list is the hub's; alarms are of now, so not while the past is shown. */
export function useHasAlarms(): boolean {
  const available = useAlarms((store) => store.available);
  const replaying = useReplay((store) => store.replay !== null);
  const may = useMay("alarm.see");
  useEffect(() => {
    if (!may || useAlarms.getState().available !== null || twinNow().broker !== null) return;
    void reload();
  }, [may]);
  return may && available === true && !replaying;
}

export function Alarms() {
  return useHasAlarms() ? <AlarmPanel /> : <Worst />;
}

/** The dialogs, loaded when somebody first opens one. */
export function AlarmHost() {
  const opened = useAlarms((store) => store.opened);
  const board = useAlarms((store) => store.board);
  return (
    <Suspense fallback={null}>
      {board && <RateBoard />}
      {opened !== null && <AlarmSheet key={opened} id={opened} />}
    </Suspense>
  );
}
