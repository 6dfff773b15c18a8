// Every flow the house brings; a scene takes them, replaces one by its own of the same id, or adds to them.

import type { Flow } from "../../cases/flow.ts";
import { emergency } from "./emergency.ts";
import { everyday } from "./everyday.ts";
import { exceedance } from "./exceedance.ts";
import { serviceRating } from "./serviceRating.ts";

export const FLOWS: readonly Flow[] = [everyday, emergency, serviceRating, exceedance];
