// The cases of one asset: those at it or at what is mounted on it, and those that name it; open ones first, then what has ended.

import { useTranslation } from "react-i18next";
import { number } from "../format.ts";
import { useMay } from "../stores/session.ts";
import { CaseCards } from "./CaseRows.tsx";
import { useCases } from "./useCases.ts";

const SHOWN = 5;

/** @param always says so when there are none */
export function NodeCases({ code, always = false }: { code: string; always?: boolean }) {
  const may = useMay("case.see");
  return may ? <Listed code={code} always={always} /> : null;
}

function Listed({ code, always }: { code: string; always: boolean }) {
  const { t } = useTranslation();
  const open = useCases({ about: code, open: true }, "newest", SHOWN);
  const ended = useCases({ about: code, open: false }, "newest", SHOWN);
  const none = open.list?.cases.length === 0 && ended.list?.cases.length === 0;
  const reason = open.reason || ended.reason;
  if (!open.list || !ended.list) return reason ? <p role="alert">{reason}</p> : null;
  if (none && !always) return null;
  return (
    <section aria-label={t("cases.ofNode")}>
      <h3>{t("cases.ofNode")}</h3>
      {none && <p className="quiet">{t("cases.noneOfNode")}</p>}
      {[
        { name: t("cases.open"), shown: open },
        { name: t("cases.endedOnes"), shown: ended },
      ].map(
        ({ name, shown }) =>
          (shown.list?.cases.length ?? 0) > 0 && (
            <div key={name}>
              <h4>
                {name}{" "}
                <small>
                  {number(shown.list?.cases.length ?? 0)}
                  {shown.more && "+"}
                </small>
              </h4>
              <CaseCards rows={shown.list?.cases ?? []} />
              {shown.more && (
                <button type="button" className="ghost" onClick={shown.more}>
                  {t("cases.more")}
                </button>
              )}
            </div>
          ),
      )}
    </section>
  );
}
