// The cases of one asset, open ones first: part of its dossier.

import { useTranslation } from "react-i18next";
import { useMay } from "../stores/session.ts";
import { CaseCards } from "./CaseRows.tsx";
import { useCases } from "./useCases.ts";

const SHOWN = 5;

export function NodeCases({ code }: { code: string }) {
  const may = useMay("case.see");
  return may ? <Listed code={code} /> : null;
}

function Listed({ code }: { code: string }) {
  const { t } = useTranslation();
  const { list, more } = useCases({ node: code }, "newest", SHOWN);
  const rows = list?.cases ?? [];
  if (rows.length === 0) return null;
  return (
    <section aria-label={t("cases.ofNode")}>
      <h3>{t("cases.ofNode")}</h3>
      <CaseCards rows={rows} />
      {more && (
        <button type="button" className="ghost" onClick={more}>
          {t("cases.more")}
        </button>
      )}
    </section>
  );
}
