// Loads an indicator's sheet, and the charts with it, when somebody first opens one.

import { lazy, Suspense } from "react";
import { useWall } from "../stores/wall.ts";

const IndicatorSheet = lazy(() => import("./IndicatorSheet.tsx"));

export function IndicatorHost() {
  const indicator = useWall((store) => store.indicator);
  if (!indicator) return null;
  return (
    <Suspense fallback={null}>
      <IndicatorSheet key={indicator} id={indicator} />
    </Suspense>
  );
}
