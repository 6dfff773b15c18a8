// Work: calendar, classes, flows, plans, as a scene's manifest has them.

import { z } from "zod";

export const caseSettings = z.strictObject({}).describe("Work: calendar, classes, flows, plans");
