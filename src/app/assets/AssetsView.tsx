// Everything the globe shows as signs, as a list one can read: below the place in hand, under the filter in hand, in any order, as a file.

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ASSETS_OF, type AssetQuery, type AssetSort, type AssetsOf } from "../../twin/assetList.ts";
import { isFiltering, NO_FILTER } from "../../twin/stateFilter.ts";
import { setFilter } from "../filter.ts";
import { number } from "../format.ts";
import { currentLanguage } from "../i18n/i18n.ts";
import { nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { Choices } from "../panels/Choices.tsx";
import { closeDesk } from "../stores/desk.ts";
import { openAsset } from "../stores/fieldTab.ts";
import { twinNow } from "../stores/twin.ts";
import { focusOf, useView } from "../stores/view.ts";
import { saveText } from "../trend/save.ts";
import { AssetTable } from "./AssetTable.tsx";
import { assetsCsv } from "./csv.ts";
import { allAssets } from "./useAssets.ts";

export function AssetsView() {
  const { t } = useTranslation();
  const { nodes } = twinNow();
  const node = useView((store) => store.node);
  const filter = useView((store) => store.filter);
  const [below, setBelow] = useState(() => focusOf(nodes, node));
  const [of, setOf] = useState<AssetsOf>("points");
  const [{ sort, down }, setOrder] = useState<{ sort: AssetSort; down: boolean }>({ sort: "severity", down: true });
  const [text, setText] = useState("");
  const [total, setTotal] = useState(0);
  // A place that is taken in hand is listed; what is opened from the list leaves it as it is.
  const focus = focusOf(nodes, node);
  if (focus !== below && focus < nodes.placeCount && node === focus) setBelow(focus);
  const query: AssetQuery = { below, of, sort, down, language: currentLanguage(), text };
  const filtered = of === "points" && isFiltering(filter);
  const open = (slot: number): void => {
    if (useView.getState().room !== "field") {
      go(slot);
      return;
    }
    closeDesk();
    openAsset(slot);
  };
  const save = async (): Promise<void> => {
    const { rows } = await allAssets(query);
    saveText(`yiwang-${of}.csv`, assetsCsv(rows), "text/csv;charset=utf-8");
  };
  return (
    <div className="assets-view">
      <div className="desk-filters">
        <Choices
          label={t("assets.which")}
          of={ASSETS_OF}
          chosen={of}
          choose={setOf}
          words={(one) => t(`assets.of.${one}`)}
        />
        <input
          type="search"
          aria-label={t("assets.find")}
          placeholder={t("assets.find")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span role="status">
          {nameOf(below)} · {t("assets.count", { count: total, shown: number(total) })}
        </span>
        {filtered && (
          <button type="button" className="ghost" onClick={() => setFilter(NO_FILTER)}>
            {t("assets.filtered")} ✕
          </button>
        )}
      </div>
      <AssetTable
        query={query}
        sortBy={(by, downwards) => setOrder({ sort: by, down: downwards })}
        onOpen={open}
        onTotal={setTotal}
      />
      <p className="desk-foot">
        <button type="button" className="ghost" onClick={() => void save()}>
          {t("assets.csv")}
        </button>
      </p>
    </div>
  );
}
