// The desk beside the map: loaded when somebody first opens it. The map stays in sight; Escape and the cross lead back.

import { lazy, Suspense } from "react";
import { useDesk } from "../stores/desk.ts";

const DeskPanel = lazy(() => import("./DeskPanel.tsx"));

export function DeskHost() {
  const view = useDesk((store) => store.view);
  if (view === null) return null;
  return (
    <Suspense fallback={null}>
      <DeskPanel view={view} />
    </Suspense>
  );
}
