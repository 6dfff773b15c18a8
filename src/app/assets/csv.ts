// The list of assets as a file: a row for each with unit, source time in ISO 8601 and how live it is.

import i18next from "i18next";
import { csvField } from "../../models/export.ts";
import type { AssetRows } from "../../twin/assetList.ts";
import { livenessOf } from "../../twin/flags.ts";
import { LEVEL } from "../../twin/level.ts";
import { unitOf } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { kindOf, nameOf } from "../names.ts";
import { placeWords } from "../panels/Worst.tsx";
import { twinNow } from "../stores/twin.ts";

const COLUMNS = ["code", "name", "kind", "place", "severity", "value", "unit", "time", "liveness", "alarms", "points"];

/** With a byte order mark, so that spreadsheets read it as UTF-8. */
export function assetsCsv(rows: AssetRows): string {
  const { nodes } = twinNow();
  const lines = Array.from(rows.slot, (slot, i) => {
    const kind = kindOf(slot);
    const isPoint = nodes.columns.level[slot] === LEVEL.point;
    const known = isPoint && Number.isFinite(rows.time[i]);
    const decimals = 10 ** (kind?.decimals ?? 1);
    return [
      nodes.columns.code[slot],
      nameOf(slot),
      kind ? say(kind.name) : "",
      placeWords(slot),
      i18next.t(`severity.${rows.severity[i]}`),
      // Kept in single precision: what lies beyond the kind's decimals is noise of that.
      known && Number.isFinite(rows.value[i]) ? Math.round(rows.value[i] * decimals) / decimals : null,
      isPoint ? unitOf(kind) : "",
      known ? new Date(rows.time[i]).toISOString() : "",
      known ? i18next.t(`liveness.${livenessOf(rows.flags[i])}`) : "",
      isPoint ? null : rows.alarms[i],
      isPoint ? null : rows.points[i],
    ]
      .map(csvField)
      .join(",");
  });
  return `\ufeff${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}
