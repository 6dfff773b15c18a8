// Turns unknown JSON into a checked Scene, or into a list of faults that name path, reason and mend. Nothing half-loads.

import { aqiItemOf } from "../airQuality.ts";
import { accessFaults } from "./accessFaults.ts";
import { alarmFaults } from "./alarmFaults.ts";
import { caseFaults } from "./caseFaults.ts";
import { faultsOf, type SceneFault } from "./faults.ts";
import { feedFaults } from "./feedFaults.ts";
import { LAYER_IDS } from "./layerIds.ts";
import { limitFaults } from "./limits.ts";
import { planningFaults } from "./planning.ts";
import { referenceFaults } from "./references.ts";
import { type Scene, scene as sceneSchema } from "./schema.ts";
import { fileSources, filesNamed, generatorSources } from "./sources.ts";
import { themeFaults } from "./themes.ts";
import { tracingFaults } from "./tracing.ts";

export type { SceneFault } from "./faults.ts";

/** A manifest that cannot be used; `faults` is never empty. */
export class SceneError extends Error {
  constructor(readonly faults: readonly SceneFault[]) {
    super(faults.map((fault) => `${fault.path}: ${fault.reason} → ${fault.mend}`).join("\n"));
    this.name = "SceneError";
  }
}

// One form of sources at a time, so that a fault is told in the words of the form that was meant.
const generatedScene = sceneSchema.extend({ sources: generatorSources });
const filedScene = sceneSchema.extend({ sources: fileSources });

/** @throws SceneError with every fault found */
export function readScene(json: unknown): Scene {
  const parsed = (saysGenerator(json) ? generatedScene : filedScene).safeParse(json, { reportInput: true });
  if (!parsed.success) throw new SceneError(parsed.error.issues.flatMap((issue) => faultsOf(issue)));
  const faults = crossFaults(parsed.data);
  if (faults.length > 0) throw new SceneError(faults);
  return parsed.data;
}

function saysGenerator(json: unknown): boolean {
  const sources = (json as { sources?: unknown } | null | undefined)?.sources;
  return typeof sources === "object" && sources !== null && "generator" in sources;
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
  unique("owners", scene.owners);
  unique("themes", scene.themes);
  faults.push(
    ...referenceFaults(scene.references),
    ...caseFaults(scene),
    ...tracingFaults(scene),
    ...themeFaults(scene),
    ...planningFaults(scene),
  );
  faults.push(...accessFaults(scene, LAYER_IDS));
  for (const kind of scene.kinds) kinds.add(kind.id);
  scene.kinds.forEach((kind, i) => {
    faults.push(...limitFaults(`kinds[${i}].limits`, kind.limits));
    if (kind.owner !== undefined && !scene.owners.some((owner) => owner.id === kind.owner))
      faults.push({
        path: `kinds[${i}].owner`,
        reason: `"${kind.owner}" is not in owners`,
        mend: "add the owner or correct the id",
      });
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
    if (compute.op === "aqi")
      for (const pollutant of Object.keys(compute.kinds))
        if (!aqiItemOf(pollutant))
          faults.push({
            path: `${path}.kinds.${pollutant}`,
            reason: "is no pollutant of the index",
            mend: "use pm25, pm10, so2, no2, co or o3",
          });
    faults.push(...limitFaults(`indicators[${i}].limits`, indicator.limits));
  });
  for (const { at, role, file } of filesNamed(scene.sources)) {
    const { kind: id } = file as { kind?: string };
    if (id === undefined) continue;
    const kind = scene.kinds.find((one) => one.id === id);
    if (!kind)
      faults.push({
        path: `${at}.kind`,
        reason: `kind "${id}" is not in kinds`,
        mend: "add the kind or correct the id",
      });
    else if (role === "pipes" && kind.level !== "equipment")
      faults.push({
        path: `${at}.kind`,
        reason: `kind "${id}" is a ${kind.level}`,
        mend: "name a kind of level equipment",
      });
  }
  scene.feeds.forEach((feed, i) => {
    faults.push(...feedFaults(feed, `feeds[${i}]`));
  });
  faults.push(...alarmFaults(scene.alarms, scene));
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
