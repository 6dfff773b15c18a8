// What the API says of people, their grants and whoever is signed in.

import { z } from "zod";
import { grade, grantSpec } from "../scene/access.ts";
import { bilingual } from "../scene/words.ts";
import { PERMISSIONS } from "./permissions.ts";

const key = z.string().min(8).max(80).describe("idempotency key: sent again with the same key it is done once");
const login = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\s\p{C}]+$/u, "a name without spaces");
const password = z.string().min(1).max(256);
const personName = z.string().trim().min(1).max(80);

export const signIn = z.object({ login: z.string().min(1).max(80), password });
export const passwordChange = z.object({ current: password, next: password });
export const demoChoice = z.object({ person: z.string().max(80) });

/** A grant as whoever is signed in has it. */
export const heldGrant = z.object({
  role: z.string(),
  roleName: bilingual,
  permissions: z.array(z.enum(PERMISSIONS)),
  place: z.string(),
  unit: z.string().nullable(),
  clearance: grade,
});

export const sessionInfo = z.object({
  person: z
    .object({
      id: z.string(),
      name: z.string(),
      nameEn: z.string().optional(),
      kind: z
        .enum(["person", "demo", "visitor"])
        .describe("demo: of a demonstration; visitor: nobody has signed in and nobody must"),
      mustChange: z.boolean().describe("may do nothing until the password is changed"),
    })
    .nullable(),
  grants: z.array(heldGrant),
  now: z.number().describe("ms since 1970 by the hub's clock"),
  expiresAt: z.number().nullable().describe("when the access token is over, ms since 1970"),
  demo: z
    .array(z.object({ id: z.string(), name: bilingual, roles: z.array(bilingual) }))
    .nullable()
    .describe("people of the demonstration, who can be switched to; null where there is none"),
  ways: z.object({
    password: z.boolean(),
    oidc: z.string().nullable().describe("name of the organisation's own sign-in"),
    passwordLength: z.int(),
  }),
});
export type SessionInfo = z.infer<typeof sessionInfo>;

export const personInfo = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  mustChange: z.boolean(),
  oidc: z.boolean(),
  version: z.int(),
  createdAt: z.number(),
  grants: z.array(
    z.object({ role: z.string(), place: z.string(), unit: z.string().nullable(), clearance: z.number() }),
  ),
});
export type PersonInfo = z.infer<typeof personInfo>;

export const newPerson = z.object({
  key,
  login,
  name: personName,
  password: password.optional().describe("without one the person signs in by the organisation's own sign-in only"),
  grants: z.array(grantSpec).max(50),
});
export const personChange = z.object({
  key,
  version: z.int().describe("of the person as it was read; another one means somebody was first"),
  name: personName.optional(),
  enabled: z.boolean().optional(),
  password: password.optional().describe("a new first password, which the person must change"),
  grants: z.array(grantSpec).max(50).optional(),
});
export const peopleAnswer = z.object({
  people: z.array(personInfo),
  roles: z.array(z.object({ id: z.string(), name: bilingual, unitBound: z.boolean() })),
});
