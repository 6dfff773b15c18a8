// How an indicator is made, in words, from the manifest alone.

import i18next from "i18next";
import type { Bilingual, Indicator } from "../../twin/scene/schema.ts";
import { number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { twinNow } from "../stores/twin.ts";

/** Names of the kinds of points it looks at; none for all. */
export function kindsBehind({ compute }: Indicator): Bilingual[] {
  const { kinds } = twinNow().built.scene;
  const ids = compute.op === "aqi" ? Object.values(compute.kinds) : compute.kind === undefined ? [] : [compute.kind];
  return ids.flatMap((id) => kinds.find((kind) => kind.id === id)?.name ?? []);
}

export function formulaWords(indicator: Indicator): string {
  const { compute } = indicator;
  const names = kindsBehind(indicator).map(say);
  const field = "field" in compute && compute.field ? i18next.t(`field.${compute.field}`) : "";
  const what = names.join("、") || field || i18next.t("indicator.allPoints");
  if (compute.op !== "share") return i18next.t(`indicator.op.${compute.op}`, { what });
  const { atLeast, atMost } = compute.where;
  const bounds = [
    ...(atLeast === undefined ? [] : [`≥ ${number(atLeast, decimalsOf(atLeast))}`]),
    ...(atMost === undefined ? [] : [`≤ ${number(atMost, decimalsOf(atMost))}`]),
  ];
  const unit = twinNow().built.scene.kinds.find(({ id }) => id === compute.kind)?.unit ?? "";
  return i18next.t("indicator.op.share", { what, bounds: `${bounds.join(" ")} ${unit}`.trim() });
}

/** As many decimals as the number was written with. */
const decimalsOf = (value: number): number => String(value).split(".")[1]?.length ?? 0;
