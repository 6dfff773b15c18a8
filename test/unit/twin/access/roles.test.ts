// Roles: what the catalogue says, what a scene may add, and which manifests are refused.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { may, scopesOf } from "../../../../src/twin/access/actor.ts";
import { resolveGrant, rolesOf, rolesWith } from "../../../../src/twin/access/roles.ts";
import { ROLE_CATALOGUE } from "../../../../src/twin/catalogues/roles.ts";
import { readScene, type SceneError } from "../../../../src/twin/scene/readScene.ts";
import { tinyCity } from "../tinyCity.ts";

const nodes = tinyCity();
const CITY = nodes.columns.code[0];
const roles = rolesOf({ roles: [] });
const actorOf = (...grants: Parameters<typeof resolveGrant>[2][]) => ({
  id: "p",
  name: "p",
  session: "",
  grants: grants.map((grant) => resolveGrant(roles, CITY, grant)),
});

const manifest = (access: unknown): unknown => ({
  id: "town",
  name: { zh: "城" },
  adminCode: "310100",
  sources: {},
  kinds: [],
  owners: [{ id: "water", name: { zh: "水" } }],
  access,
});
const faultsOf = (access: unknown): string[] => {
  try {
    readScene(manifest(access));
    return [];
  } catch (error) {
    return (error as SceneError).faults.map(({ path }) => path);
  }
};
const person = (id: string, ...grants: unknown[]) => ({ id, name: { zh: id }, grants });

describe("roles", () => {
  it("have ids of their own; an observer only looks; audit and administration are apart", () => {
    expect(new Set(ROLE_CATALOGUE.roles.map(({ id }) => id)).size).toBe(ROLE_CATALOGUE.roles.length);
    expect([...(roles.get("observer")?.permissions ?? [])].sort()).toEqual([
      "alarm.see",
      "assessment.see",
      "case.see",
      "city.see",
      "scenario.see",
    ]);
    expect(rolesWith(roles, "people.manage")).toEqual(["administrator"]);
    expect(roles.get("administrator")?.permissions).not.toContain("audit.see");
    expect(roles.get("auditor")?.permissions).not.toContain("people.manage");
  });

  it("hold for a subtree and up to a clearance", () => {
    const actor = actorOf({ role: "dispatcher", place: "310101", clearance: 3 });
    const slot = (code: string): number => nodes.slotOf(code);
    expect(may(actor, "case.dispatch", nodes, { slot: slot("L1"), grade: 3 })).toBe(true);
    expect(may(actor, "case.dispatch", nodes, { slot: slot("L1"), grade: 4 })).toBe(false);
    expect(may(actor, "case.dispatch", nodes, { slot: slot("L3") })).toBe(false);
    expect(may(actor, "case.register", nodes, { slot: slot("L1") })).toBe(false);
    expect(scopesOf(actor, "city.see", nodes)).toEqual([{ path: "/310000/310101/", unit: null, clearance: 3 }]);
  });

  it("that want a unit allow nothing without one, nor do roles nobody knows", () => {
    expect(may(actorOf({ role: "field-worker", clearance: 3 }), "city.see", nodes)).toBe(false);
    expect(may(actorOf({ role: "gone", clearance: 3 }), "city.see", nodes)).toBe(false);
    const drains = actorOf({ role: "field-worker", unit: "water", clearance: 3 });
    expect(may(drains, "case.handle", nodes, { units: ["water"] })).toBe(true);
    expect(may(drains, "case.handle", nodes, { units: ["gas"] })).toBe(false);
  });

  it("of a scene stand in the place of the catalogue's", () => {
    const own = { id: "observer", name: { zh: "看" }, permissions: ["city.see" as const], unitBound: false };
    expect(rolesOf({ roles: [own] }).get("observer")?.permissions).toEqual(["city.see"]);
    expect(rolesOf({ roles: [own] }).size).toBe(ROLE_CATALOGUE.roles.length);
  });
});

describe("access in a manifest", () => {
  it("is refused where roles, units or layers are not there, or a visitor may act", () => {
    const look = { role: "observer" };
    expect(faultsOf({ demo: [person("a", look)], layers: { pipes: 3 } })).toEqual([]);
    expect(faultsOf({ demo: [person("a", look), person("a", look)] })).toEqual(["access.demo[1].id"]);
    expect(faultsOf({ demo: [person("a", { role: "king" })] })).toEqual(["access.demo[0].grants[0].role"]);
    expect(faultsOf({ demo: [person("a", { role: "dispatcher" })] })).toEqual(["access.demo[0].grants[0].role"]);
    expect(faultsOf({ demo: [person("a", look), person("b", { role: "field-worker" })] })).toEqual([
      "access.demo[1].grants[0]",
    ]);
    expect(faultsOf({ demo: [person("a", look), person("b", { role: "field-worker", unit: "gas" })] })).toEqual([
      "access.demo[1].grants[0].unit",
    ]);
    expect(faultsOf({ layers: { castles: 3 } })).toEqual(["access.layers.castles"]);
    expect(faultsOf({ passwordLength: 3 })).toEqual(["access.passwordLength"]);
  });

  it("of the made-up city has somebody for every post", () => {
    const file = new URL("../../../../scenes/linjiang/scene.json", import.meta.url);
    const { access } = readScene(JSON.parse(readFileSync(file, "utf8")));
    const held = new Set(access.demo?.flatMap(({ grants }) => grants.map(({ role }) => role)));
    expect([...roles.keys()].filter((id) => !held.has(id))).toEqual([]);
  });
});
