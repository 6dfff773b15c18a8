// The schema's findings in the words a person who writes scene.json can use: where, what is wrong, what to do.

import type { z } from "zod";

/** One thing wrong with a manifest. */
export interface SceneFault {
  /** Where, such as kinds[3].limits.high. */
  path: string;
  /** What is wrong. */
  reason: string;
  /** What to do about it. */
  mend: string;
}

type Issue = z.core.$ZodIssue;

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)),
    "",
  ) || "scene.json";

/** What stands there, short enough for a line. */
function shown(input: unknown): string {
  if (typeof input === "number" || typeof input === "bigint") return String(input);
  const text = JSON.stringify(input) ?? String(input);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

/** Faults of one issue of a parse that reports its input. */
export function faultsOf(issue: Issue): SceneFault[] {
  const path = pathText(issue.path);
  const fault = (reason: string, mend: string): SceneFault[] => [{ path, reason, mend }];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: pathText([...issue.path, key]),
        reason: "is not a word of the manifest",
        mend: "remove it or correct its spelling (docs/scene.md lists the words)",
      }));
    case "invalid_type": {
      const wanted = issue.expected === "int" ? "whole number" : issue.expected;
      if (issue.input === undefined) return fault("is missing", `add it (${wanted})`);
      return fault(`is ${shown(issue.input)}, expected ${article(wanted)}`, `write ${article(wanted)} here`);
    }
    case "invalid_value":
      if (issue.input === undefined) return fault("is missing", `add one of ${issue.values.map(String).join(", ")}`);
      return fault(`is ${shown(issue.input)}`, `use one of ${issue.values.map(String).join(", ")}`);
    case "invalid_union": {
      const meant = meantOption(issue);
      if (meant) return meant.flatMap((inner) => faultsOf({ ...inner, path: [...issue.path, ...inner.path] } as Issue));
      return fault(...unionWords(issue));
    }
    case "too_small":
      return fault(
        `is ${sizeWords(issue)}`,
        `${boundWords(issue.origin, issue.minimum, issue.exact ? "exactly" : issue.inclusive ? "at least" : "more than")}`,
      );
    case "too_big":
      return fault(
        `is ${sizeWords(issue)}`,
        `${boundWords(issue.origin, issue.maximum, issue.exact ? "exactly" : issue.inclusive ? "at most" : "less than")}`,
      );
    case "invalid_key":
      return fault("is not a key that can stand here", `write ${issue.issues[0]?.message ?? "another key"}`);
    case "invalid_format":
      return fault(`is ${shown(issue.input)}`, `write ${issue.message}`);
    default:
      return fault(issue.message, "correct the value");
  }
}

/** Faults of the one form of a union whose shape fits what stands there, such as the list among "one or a list". */
function meantOption(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | undefined {
  const fits = issue.errors.filter(
    (list) => list.length > 0 && !list.some(({ code, path }) => code === "invalid_type" && path.length === 0),
  );
  return fits.length === 1 ? fits[0] : undefined;
}

function unionWords(issue: z.core.$ZodIssueInvalidUnion): [string, string] {
  const { discriminator, options } = issue as { discriminator?: string; options?: readonly unknown[] };
  if (discriminator === undefined || !options) return ["fits none of the allowed forms", "see docs/scene.md"];
  const given = (issue.input as Record<string, unknown> | undefined)?.[discriminator];
  return [given === undefined ? "is missing" : `is ${shown(given)}`, `use one of ${options.map(String).join(", ")}`];
}

function sizeWords({ origin, input }: { origin: string; input?: unknown }): string {
  if (origin === "array" && Array.isArray(input)) return `a list of ${input.length}`;
  return input === "" ? "empty" : shown(input);
}

function boundWords(origin: string, bound: number | bigint, how: string): string {
  if (origin === "array") return `give ${how} ${bound} entries`;
  if (origin === "string") return `write ${how} ${bound} character${bound === 1 ? "" : "s"}`;
  return `write a number of ${how} ${bound}`;
}
