// Rules that turn readings into alarms, as a scene's manifest has them.

import { z } from "zod";

export const alarmSettings = z.strictObject({}).describe("Rules that turn readings into alarms");
