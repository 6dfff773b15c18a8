// In a report from the street: the asset beside the reporter is a press away.

import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { number } from "../format.ts";
import { fullNameOf } from "../names.ts";
import { twinNow } from "../stores/twin.ts";
import { followDevice, useWhere } from "../stores/where.ts";
import { nearestAssets } from "./nearest.ts";

/** Nothing while nobody knows where here is. */
export function NearestButton({ onChoose }: { onChoose(slot: number): void }) {
  const { t } = useTranslation();
  const where = useWhere((store) => store.where);
  useEffect(followDevice, []);
  const { nodes } = twinNow();
  const nearest = useMemo(() => (where ? nearestAssets(nodes, where, -1, 1)[0] : undefined), [nodes, where]);
  if (!nearest) return null;
  return (
    <button type="button" className="ghost" onClick={() => onChoose(nearest.slot)}>
      {t("cases.report.nearest", { name: fullNameOf(nearest.slot), metres: number(Math.round(nearest.metres)) })}
    </button>
  );
}
