// Roles and, for a demonstration, people, as a scene's manifest has them.

import { z } from "zod";

export const accessSettings = z.strictObject({}).describe("Roles and, for a demonstration, people");
