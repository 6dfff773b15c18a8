// What a build came to, in words a person reads: printed at its end and kept beside report.json as report.txt.

import type { ReportCase, ReportJson } from "../formats/report.ts";
import type { BuiltScene } from "../twin/scene/built.ts";

/** Cases named one by one in the summary; all of them are in report.json. */
const NAMED = 3;

/** Lines about the scene, its layers, and what was repaired and left out. */
export function summaryOf(built: BuiltScene, report: ReportJson): string[] {
  const { counts } = built;
  const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;
  return [
    `${built.scene.name.zh} (${built.id})`,
    `  ${counts.buildings} buildings (heights: ${counts.heightsFromLevels} from storeys, ${counts.heightsEstimated} estimated), ${counts.places} places, ` +
      `${counts.assets} assets of which ${counts.points} points, ${counts.lines} lines, ${counts.areas} areas, ${counts.trees} trees`,
    ...built.layers.map(
      (layer) =>
        `  ${layer.id.padEnd(10)} ${String(layer.tiles).padStart(5)} tiles ${kib(layer.bytes).padStart(12)}, gzip ${kib(layer.gzipBytes)}`,
    ),
    ...findingsOf(report),
  ];
}

/** Lines about what was read, repaired and left out. @param named file that has the features by name */
export function findingsOf(report: ReportJson, named = "report.json"): string[] {
  return [
    ...Object.entries(report.read).map(([source, count]) => `  read ${count} of ${source}`),
    ...casesOf("repaired", report.repaired, named),
    ...casesOf("left out", report.skipped, named),
    ...report.notes.map((note) => `  note: ${note}`),
  ];
}

function casesOf(title: string, cases: readonly ReportCase[], named: string): string[] {
  if (cases.length === 0) return [];
  const groups = new Map<string, ReportCase[]>();
  for (const item of cases) {
    const heading = `${item.source}: ${item.reason}`;
    const group = groups.get(heading);
    if (group) group.push(item);
    else groups.set(heading, [item]);
  }
  return [
    `  ${title} (features by name: ${named}):`,
    ...[...groups].map(([heading, items]) => {
      const count = items.reduce((sum, item) => sum + item.count, 0);
      const rest = items.length > 1 ? ` and ${items.length - 1} more of the kind` : "";
      const names = items.flatMap((item) => item.features).slice(0, NAMED);
      return `    ${heading} × ${count} — ${items[0].action}${rest}; such as ${names.join(", ")}`;
    }),
  ];
}
