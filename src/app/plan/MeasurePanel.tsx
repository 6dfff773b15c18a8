// Measuring: what of, the figures as one draws, those kept; all to be copied.

import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MEASURES, type Measured } from "../../models/measure.ts";
import { Choices } from "../panels/Choices.tsx";
import { Panel } from "../panels/Panel.tsx";
import { Drawing, Fault } from "./Drawing.tsx";
import { figuresOf } from "./figures.ts";
import { chooseMeasure, clearMeasured } from "./measuring.ts";
import { usePlan } from "./store.ts";
import { useStudies } from "./studies.ts";

export function MeasurePanel() {
  const { t } = useTranslation();
  const tool = usePlan((store) => store.tool);
  const { what, measuring, measured, fault } = useStudies();
  const [copied, setCopied] = useState(0);
  const text = (): string =>
    measured
      .map((one, k) =>
        [
          `${k + 1}\t${t(`study.measure.what.${one.what}`)}`,
          ...figuresOf(one).map((figure) => figure.join("\t")),
          ...one.path.map(([lon, lat]) => `${lon.toFixed(7)}, ${lat.toFixed(7)}`),
        ].join("\n"),
      )
      .join("\n\n");
  return (
    <Panel title={t("study.measure.title")} className="plan-measure">
      <Choices
        label={t("study.measure.label")}
        of={MEASURES}
        chosen={what}
        choose={chooseMeasure}
        words={(one) => t(`study.measure.what.${one}`)}
      />
      <Drawing of="measure" />
      <Fault words={fault?.of === "measure" ? fault.words : null} />
      <div role="status" aria-live="polite" aria-label={t("study.measure.now")}>
        {measuring ? (
          <Figures one={measuring} caption={t("study.measure.now")} />
        ) : (
          tool === "measure" && <p className="quiet">{t(`study.measure.hint.${what}`)}</p>
        )}
      </div>
      {measured.length > 0 && (
        <>
          <ol className="plan-list" aria-label={t("study.measure.kept")}>
            {measured.map((one, k) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a measurement is its number
              <li key={k}>
                <Figures one={one} caption={`${k + 1} · ${t(`study.measure.what.${one.what}`)}`} />
              </li>
            ))}
          </ol>
          <div className="plan-buttons">
            <button
              type="button"
              className="ghost"
              onClick={() => void navigator.clipboard?.writeText(text()).then(() => setCopied(measured.length))}
            >
              {t(copied === measured.length ? "planning.linkCopied" : "study.measure.copy")}
            </button>
            <button type="button" className="ghost" onClick={clearMeasured}>
              {t("planning.clear")}
            </button>
          </div>
        </>
      )}
      <p className="quiet">{t("study.measure.how")}</p>
    </Panel>
  );
}

function Figures({ one, caption }: { one: Measured; caption: string }) {
  return (
    <table className="plan-table plan-figures" aria-label={caption}>
      <caption>{caption}</caption>
      <tbody>
        {figuresOf(one).map(([label, value]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
