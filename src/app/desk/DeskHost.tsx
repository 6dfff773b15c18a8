// The desk beside the map: loaded when somebody first opens it. The map stays in sight; Escape and the cross lead back.

import { lazy, Suspense, useLayoutEffect } from "react";
import { useDesk } from "../stores/desk.ts";

const DeskPanel = lazy(() => import("./DeskPanel.tsx"));

export function DeskHost() {
  const view = useDesk((store) => store.view);
  const open = view !== null;
  // What opened it has the focus again when it closes. Before the panel itself takes the focus.
  useLayoutEffect(() => {
    if (!open) return;
    const opener = document.activeElement;
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, [open]);
  if (view === null) return null;
  return (
    <Suspense fallback={null}>
      <DeskPanel view={view} />
    </Suspense>
  );
}
