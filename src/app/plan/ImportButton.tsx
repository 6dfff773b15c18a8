// A proposal from a GeoJSON file: polygons with storeys are massings, the others plots.

import { useTranslation } from "react-i18next";
import { importProposal } from "./importProposal.ts";
import { step, usePlan } from "./store.ts";

export function ImportButton() {
  const { t } = useTranslation();
  const take = async (file: File): Promise<void> => {
    try {
      const { body, plots, massings, skipped } = importProposal(await file.text(), usePlan.getState().body);
      if (plots + massings > 0) step(body);
      usePlan.setState({
        fault: skipped > 0 || plots + massings === 0 ? t("planning.imported", { plots, massings, skipped }) : "",
      });
    } catch {
      usePlan.setState({ fault: t("planning.notGeoJson", { name: file.name }) });
    }
  };
  return (
    <label className="ghost plan-import">
      {t("planning.import")}
      <input
        type="file"
        className="visually-hidden"
        accept=".geojson,.json,application/geo+json"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = "";
          if (file) void take(file);
        }}
      />
    </label>
  );
}
