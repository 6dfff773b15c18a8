// People over HTTP: listed, made and changed by whoever may manage all that these people hold.

import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type Actor, may } from "../../twin/access/actor.ts";
import { newPerson, peopleAnswer, personChange, personInfo } from "../../twin/access/shapes.ts";
import type { GrantSpec } from "../../twin/scene/access.ts";
import { addRoute } from "../api/api.ts";
import { notAllowed, notThere, Refusal } from "../api/refusal.ts";
import type { Access } from "./access.ts";
import { hashPassword } from "./passwords.ts";
import { loginOf, type Person } from "./people.ts";
import { checkPassword } from "./sessionRoutes.ts";

type Held = { role: string; place?: string; unit?: string | null; clearance: number };

export function addPeopleRoutes(app: FastifyInstance, access: Access): void {
  const { people, roles, context } = access;
  const { nodes, scene } = context;

  /** Whether somebody may give, take and see a grant: it lies within one of theirs. */
  const mayHandle = (actor: Actor, { place, unit, clearance }: Held): boolean =>
    actor.grants.some((grant) =>
      (unit ?? null) === grant.unit || grant.unit === null
        ? may({ ...actor, grants: [grant] }, "people.manage", nodes, {
            slot: nodes.slotOf(place ?? access.city),
            grade: clearance,
          })
        : false,
    );
  /** Who holds nothing belongs to the whole city. */
  const mayManage = (actor: Actor, { grants }: Pick<Person, "grants">): boolean =>
    (grants.length > 0 ? grants : [{ role: "", clearance: 1 }]).every((grant) => mayHandle(actor, grant));

  /** @throws Refusal for grants nobody can hold, or that the actor may not give */
  const checkGrants = (actor: Actor, grants: readonly GrantSpec[]): void => {
    for (const grant of grants) {
      const role = roles.get(grant.role);
      if (!role) throw new Refusal(422, "unknown-role", `there is no role ${grant.role}`, { role: grant.role });
      if (grant.place !== undefined && (nodes.slotOf(grant.place) < 0 || nodes.slotOf(grant.place) >= nodes.placeCount))
        throw new Refusal(422, "unknown-place", `there is no place ${grant.place}`, { place: grant.place });
      if (grant.unit !== undefined && !scene.owners.some(({ id }) => id === grant.unit))
        throw new Refusal(422, "unknown-unit", `there is no unit ${grant.unit}`, { unit: grant.unit });
      if (role.unitBound && grant.unit === undefined)
        throw new Refusal(422, "unit-missing", `the role ${grant.role} is held for a unit → name one`, {
          role: grant.role,
        });
      if (!mayHandle(actor, grant)) throw notAllowed("people.manage");
    }
  };
  const infoOf = ({ password: _, lastKey: __, ...info }: Person) => info;

  addRoute(app, {
    method: "GET",
    path: "/people",
    summary: "People one may manage, and the roles there are",
    tag: "people",
    permission: "people.manage",
    answer: peopleAnswer,
    async handle({ actor }) {
      return {
        people: (await people.list()).filter((person) => mayManage(actor, person)).map(infoOf),
        roles: [...roles.values()].map(({ id, name, unitBound }) => ({ id, name, unitBound })),
      };
    },
  });

  addRoute(app, {
    method: "POST",
    path: "/people",
    summary: "Add a person",
    tag: "people",
    permission: "people.manage",
    body: newPerson,
    answer: personInfo,
    async handle({ actor, body }) {
      const { key, login, name, password, grants } = body;
      checkGrants(actor, grants);
      if (password !== undefined) checkPassword(access, password, loginOf(login));
      const added = await people.add(actor, {
        key,
        login,
        name,
        password: password === undefined ? null : await hashPassword(password),
        mustChange: password !== undefined,
        grants,
      });
      return infoOf(added);
    },
  });

  addRoute(app, {
    method: "PATCH",
    path: "/people/:id",
    summary: "Change a person: name, grants, enabled, a new first password",
    tag: "people",
    permission: "people.manage",
    params: z.object({ id: z.string().max(80) }),
    body: personChange,
    answer: personInfo,
    async handle({ actor, params, body }) {
      const person = await people.byId(params.id);
      if (!person || !mayManage(actor, person)) throw notThere("this person");
      const { key, version, name, enabled, password, grants } = body;
      if (grants) checkGrants(actor, grants);
      if (password !== undefined) checkPassword(access, password, person.login);
      const changed = await people.change(actor, person.id, version, key, {
        name,
        enabled,
        grants,
        ...(password === undefined ? {} : { password: await hashPassword(password), mustChange: true }),
      });
      await access.changed();
      return infoOf(changed);
    },
  });
}
