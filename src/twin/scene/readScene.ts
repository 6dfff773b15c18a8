// Turns unknown JSON into a checked Scene, or into a list of faults that name path, reason and mend. Nothing half-loads.

import type { z } from "zod";
import { type Scene, scene as sceneSchema } from "./schema.ts";

/** One thing wrong with a manifest. */
export interface SceneFault {
  /** Where, such as kinds[3].limits.high. */
  path: string;
  /** What is wrong. */
  reason: string;
  /** What to do about it. */
  mend: string;
}

/** A manifest that cannot be used; `faults` is never empty. */
export class SceneError extends Error {
  constructor(readonly faults: readonly SceneFault[]) {
    super(faults.map((fault) => `${fault.path}: ${fault.reason} → ${fault.mend}`).join("\n"));
    this.name = "SceneError";
  }
}

/** @throws SceneError */
export function readScene(json: unknown): Scene {
  const parsed = sceneSchema.safeParse(json);
  if (!parsed.success) throw new SceneError(parsed.error.issues.flatMap((issue) => faultsOf(issue)));
  const faults = crossFaults(parsed.data);
  if (faults.length > 0) throw new SceneError(faults);
  return parsed.data;
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)),
    "",
  ) || "scene.json";

function faultsOf(issue: z.core.$ZodIssue): SceneFault[] {
  const path = pathText(issue.path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: pathText([...issue.path, key]),
        reason: "is not a word of the manifest",
        mend: "remove it or correct its spelling (docs/scene.md lists the words)",
      }));
    case "invalid_type":
      return [
        issue.input === undefined
          ? { path, reason: "is missing", mend: `add it (${issue.expected})` }
          : { path, reason: issue.message, mend: `write a ${issue.expected} here` },
      ];
    case "invalid_value":
      return [{ path, reason: issue.message, mend: `use one of ${issue.values.map(String).join(", ")}` }];
    case "invalid_union":
      return [{ path, reason: "fits none of the allowed forms", mend: unionMend(issue) }];
    default:
      return [{ path, reason: issue.message, mend: "correct the value" }];
  }
}

function unionMend(issue: z.core.$ZodIssueInvalidUnion): string {
  const nearest = issue.errors.slice().sort((a, b) => a.length - b.length)[0];
  const first = nearest?.[0];
  return first ? `nearest form: ${pathText([...issue.path, ...first.path])} ${first.message}` : "see docs/scene.md";
}

/** What one field cannot know: references between sections, order of limits, uniqueness. */
function crossFaults(scene: Scene): SceneFault[] {
  const faults: SceneFault[] = [];
  const kinds = new Set<string>();
  const unique = (section: string, ids: readonly { id: string }[]): void => {
    const seen = new Set<string>();
    ids.forEach((item, i) => {
      if (seen.has(item.id))
        faults.push({ path: `${section}[${i}].id`, reason: `"${item.id}" stands twice`, mend: "give each its own id" });
      seen.add(item.id);
    });
  };
  unique("kinds", scene.kinds);
  unique("feeds", scene.feeds);
  unique("indicators", scene.indicators);
  for (const kind of scene.kinds) kinds.add(kind.id);
  scene.kinds.forEach((kind, i) => {
    checkOrder(`kinds[${i}].limits`, kind.limits, faults);
    if (kind.range[0] >= kind.range[1])
      faults.push({ path: `kinds[${i}].range`, reason: "is empty", mend: "write [lowest, highest]" });
  });
  scene.indicators.forEach((indicator, i) => {
    const path = `indicators[${i}].compute`;
    const compute = indicator.compute;
    const wanted = compute.op === "aqi" ? Object.values(compute.kinds) : compute.kind ? [compute.kind] : [];
    for (const id of wanted)
      if (!kinds.has(id))
        faults.push({ path, reason: `kind "${id}" is not in kinds`, mend: "add the kind or correct the id" });
    checkOrder(`indicators[${i}].limits`, indicator.limits, faults);
  });
  try {
    new Intl.DateTimeFormat("en", { timeZone: scene.timeZone });
  } catch {
    faults.push({
      path: "timeZone",
      reason: `"${scene.timeZone}" is not a time zone`,
      mend: "use an IANA name such as Asia/Shanghai",
    });
  }
  return faults;
}

function checkOrder(path: string, limits: Scene["kinds"][number]["limits"], faults: SceneFault[]): void {
  const known = (list: readonly (number | null)[] | undefined): number[] =>
    (list ?? []).filter((x): x is number => x !== null);
  const ascending = (list: number[]): boolean => list.every((x, i) => i === 0 || x >= list[i - 1]);
  if (!ascending(known(limits?.high)))
    faults.push({ path: `${path}.high`, reason: "steps do not rise from Ⅳ to Ⅰ", mend: "sort them upwards" });
  if (!ascending(known(limits?.low).reverse()))
    faults.push({ path: `${path}.low`, reason: "steps do not fall from Ⅳ to Ⅰ", mend: "sort them downwards" });
}
