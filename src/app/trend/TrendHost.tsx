// Loads the trend dialog, and ECharts with it, when somebody first asks for a trend.

import { lazy, Suspense } from "react";
import { useTrend } from "../stores/trend.ts";

const TrendDialog = lazy(() => import("./TrendDialog.tsx"));

export function TrendHost() {
  const slots = useTrend((store) => store.slots);
  if (!slots) return null;
  return (
    <Suspense fallback={null}>
      <TrendDialog slots={slots} />
    </Suspense>
  );
}
