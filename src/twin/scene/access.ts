// Who may do what, as a scene's manifest has it: roles of its own, people of a demonstration, how long a sign-in lasts, layers' grades.

import { z } from "zod";
import { type DataGrade, HIGHEST_GRADE } from "../access/actor.ts";
import { PERMISSIONS } from "../access/permissions.ts";
import { bilingual, id } from "./words.ts";

export const grade = z.int().min(1).max(HIGHEST_GRADE).describe("data grade: general 1 to 4, important 5, core 6");

export const role = z
  .strictObject({
    id,
    name: bilingual,
    permissions: z.array(z.enum(PERMISSIONS)).min(1),
    unitBound: z
      .boolean()
      .describe("held for one department or company only; a grant of it must name the unit")
      .default(false),
  })
  .describe("a set of permissions");
export type Role = z.infer<typeof role>;

/** A role in a place, as manifest, database and API write it. */
export const grantSpec = z.strictObject({
  role: id,
  place: z.string().min(1).max(64).describe("code of the place it holds for; without it the whole city").optional(),
  unit: id.describe("one of `owners`; without it all").optional(),
  clearance: grade.describe("highest data grade seen").default(1 satisfies DataGrade),
});
export type GrantSpec = z.infer<typeof grantSpec>;

export const accessSettings = z
  .strictObject({
    roles: z
      .array(role)
      .max(200)
      .describe("roles beside the catalogue's; one with the id of a catalogue role stands in its place")
      .default([]),
    demo: z
      .array(z.strictObject({ id, name: bilingual, grants: z.array(grantSpec).min(1) }))
      .max(50)
      .describe(
        "people of a demonstration, who sign in without a password, on the hub's own machine only; the first is who a visitor is, and may only look",
      )
      .optional(),
    accessMinutes: z.number().min(1).max(60).describe("how long an access token is good").default(10),
    refreshHours: z
      .number()
      .min(0.1)
      .max(24 * 30)
      .describe("how long a sign-in outlives the page's last sign of life")
      .default(12),
    offlineHours: z
      .number()
      .min(0)
      .max(24 * 30)
      .describe(
        "how long the field room opens without the hub, from what a device has kept, after the hub last said who is signed in; 0: not at all",
      )
      .default(72),
    passwordLength: z.int().min(8).max(128).describe("fewest characters of a password").default(12),
    layers: z
      .record(z.string(), grade)
      .describe("data grades of built layers, such as pipes: 3; 1 where none is given")
      .default({}),
  })
  .describe("Roles, layers' data grades and, for a demonstration, people");
export type AccessSettings = z.infer<typeof accessSettings>;
