// Where the planner's tools stand in their room; they are loaded with it.

import { lazy, Suspense } from "react";
import { usePlan } from "./store.ts";

const Host = lazy(() => import("./PlanHost.tsx"));
const Column = lazy(() => import("./PlanColumn.tsx"));

export const PlanTools = () => (
  <Suspense fallback={null}>
    <Host />
  </Suspense>
);

export const usePlanColumn = (): boolean => usePlan((store) => store.open);

export const PlanColumn = () => (
  <Suspense fallback={null}>
    <Column />
  </Suspense>
);
