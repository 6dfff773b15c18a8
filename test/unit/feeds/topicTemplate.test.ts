import { expect, it } from "vitest";
import {
  fewestFilters,
  filterCovers,
  formatTemplate,
  NamePattern,
  TopicTemplate,
} from "../../../src/feeds/topicTemplate.ts";

it("matches topics by level and gives the subscription that takes them in", () => {
  const template = new TopicTemplate("city/{street}/lamp-{code}/state");
  expect(template.subscription).toBe("city/+/+/state");
  expect(template.match("city/s1/lamp-7/state")).toEqual({ street: "s1", code: "7" });
  expect(template.match("city/s1/x/lamp-7/state")).toBeUndefined();
  expect(template.match("city/s1/lamp-/state")).toBeUndefined();
  expect(template.match("a.city/s1/lamp-7/state")).toBeUndefined();
  const open = new TopicTemplate("zigbee/{name}/#");
  expect(open.subscription).toBe("zigbee/+/#");
  expect(open.match("zigbee/a/b/c")).toEqual({ name: "a" });
  expect(new TopicTemplate("#").match("any/thing")).toEqual({});
  expect(new TopicTemplate("a.b/{c}").match("aXb/1")).toBeUndefined();
});

it("says what is wrong with a template", () => {
  expect(() => new TopicTemplate("a/+/b")).toThrow("{captures} instead of +");
  expect(() => new TopicTemplate("a/#/b")).toThrow("# only as the last level");
  expect(() => new TopicTemplate("a/{x}/{x}")).toThrow("stands twice");
  expect(() => new TopicTemplate("a/{x y}")).toThrow("a brace that is no {capture}");
});

it("matches names across slashes and fills templates", () => {
  expect(new NamePattern("urn:dev:{code}").match("urn:dev:a/b")).toEqual({ code: "a/b" });
  expect(new NamePattern("{name}").match("")).toBeUndefined();
  expect(formatTemplate("{station}-PM25", { station: "A1" })).toBe("A1-PM25");
  expect(formatTemplate("{a}{b}", { a: "1" })).toBeUndefined();
  expect(formatTemplate("{constructor}", {})).toBeUndefined();
});

it("finds the fewest filters", () => {
  expect(filterCovers("#", "a/+")).toBe(true);
  expect(filterCovers("a/#", "a")).toBe(true);
  expect(filterCovers("a/+", "a/#")).toBe(false);
  expect(filterCovers("a/+", "a/b")).toBe(true);
  expect(filterCovers("a/b", "a/+")).toBe(false);
  expect(fewestFilters(["a/+", "a/b", "c/#", "c/d/e", "a/+"])).toEqual(["a/+", "c/#"]);
  expect(fewestFilters(["a/+", "#", "c/d"])).toEqual(["#"]);
});
