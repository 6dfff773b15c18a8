// Whose script a CPU profile shows: ours, Cesium's, React's or the browser's own, found through the build's source maps.

import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { basename, join } from "node:path";
import type { CDPSession } from "playwright-core";

export const OWNERS = ["ours", "Cesium", "React", "other libraries", "browser"] as const;
export type Owner = (typeof OWNERS)[number];
type Profile = Awaited<ReturnType<CDPSession["send"]>> & {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number };
    children?: number[];
  }[];
  samples?: number[];
  timeDeltas?: number[];
};

const WORST = 12;

function ownerOf(source: string): Owner {
  if (!source.includes("node_modules/")) return "ours";
  if (/node_modules\/(@cesium|cesium)\//.test(source)) return "Cesium";
  if (/node_modules\/(react|react-dom|scheduler|zustand|resium|react-i18next|i18next)\//.test(source)) return "React";
  return "other libraries";
}

export interface Shares {
  /** ms of the page's thread by owner; idle time is left out. */
  ms: Record<Owner, number>;
  /** Each owner's functions that took most, ms; the browser's are its interfaces, its garbage collector and, as "(program)", whatever is no script. */
  worst: Record<Owner, [string, number][]>;
}

/** @param appDir folder of an app that was built with source maps beside its chunks */
export function sharesOf(profile: Profile, appDir: string): Shares {
  const maps = new Map<string, SourceMap | null>();
  const mapOf = (url: string): SourceMap | null => {
    const name = basename(new URL(url).pathname);
    if (!maps.has(name)) {
      try {
        const payload = JSON.parse(readFileSync(join(appDir, "assets", `${name}.map`), "utf8")) as SourceMapPayload;
        maps.set(name, new SourceMap(payload));
      } catch {
        maps.set(name, null);
      }
    }
    return maps.get(name) as SourceMap | null;
  };
  const ms = Object.fromEntries(OWNERS.map((owner) => [owner, 0])) as Record<Owner, number>;
  const byFunction = Object.fromEntries(OWNERS.map((owner) => [owner, new Map()])) as Record<
    Owner,
    Map<string, number>
  >;
  const owners = new Map<number, [Owner, string] | null>();
  const callers = new Map<number, number>();
  for (const { id, callFrame, children } of profile.nodes) {
    const { url, lineNumber, columnNumber, functionName } = callFrame;
    for (const child of children ?? []) callers.set(child, id);
    if (functionName === "(idle)" || functionName === "(root)") owners.set(id, null);
    else if (!url.startsWith("http")) owners.set(id, ["browser", functionName]);
    else {
      const entry = mapOf(url)?.findEntry(lineNumber, columnNumber);
      const source = entry && "originalSource" in entry ? entry.originalSource : "";
      owners.set(
        id,
        source ? [ownerOf(source), `${functionName} ${source.replace(/^.*\/src\//, "src/")}`] : ["browser", url],
      );
    }
  }
  profile.samples?.forEach((id, i) => {
    const owner = owners.get(id);
    if (!owner) return;
    const took = (profile.timeDeltas?.[i] ?? 0) / 1000;
    ms[owner[0]] += took;
    const caller = owner[0] === "browser" ? owners.get(callers.get(id) ?? -1)?.[1] : undefined;
    const name = caller ? `${owner[1]} of ${caller}` : owner[1];
    byFunction[owner[0]].set(name, (byFunction[owner[0]].get(name) ?? 0) + took);
  });
  const most = (owner: Owner): [string, number][] => [...byFunction[owner]].sort((a, b) => b[1] - a[1]).slice(0, WORST);
  return { ms, worst: Object.fromEntries(OWNERS.map((owner) => [owner, most(owner)])) as Shares["worst"] };
}
