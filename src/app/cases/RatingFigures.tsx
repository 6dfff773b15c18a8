// What people say of government services, beneath the assessment: how many rated, the share of good ones with its formula, and what of the bad ones is still open.

import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Assessment } from "../../twin/cases/shapes.ts";
import { DASH, number } from "../format.ts";
import { useAnswer } from "../fresh.ts";
import { openCases } from "../stores/desk.ts";
import { fetchRatings } from "./api.ts";
import { useCaseWords } from "./words.ts";

/** @param of the assessment it stands beneath: over the same days, in the same place */
export function RatingFigures({ of: { from, to }, place }: { of: Assessment; place: string | undefined }) {
  const { t } = useTranslation();
  const words = useCaseWords();
  const ask = useCallback(() => fetchRatings(from, to, place), [from, to, place]);
  const { got, reason } = useAnswer("cases", ask);
  const share = (good: number, rated: number): string => (rated === 0 ? DASH : `${number((100 * good) / rated, 2)} %`);
  return (
    <section className="rating-figures" aria-label={t("ratings.title")}>
      <h3>
        {t("ratings.title")} <small className="quiet">{t("ratings.formula")}</small>
      </h3>
      {reason && <p role="alert">{reason}</p>}
      {got?.rows.length === 0 && <p className="quiet">{t("ratings.none")}</p>}
      {got && got.rows.length > 0 && (
        <table className="case-table">
          <thead>
            <tr>
              {["service", "rated", "good", "share", "bad", "open"].map((column) => (
                <th key={column} scope="col">
                  {t(`ratings.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...got.rows, { service: null, ...got.total }].map(({ service, rated, good, bad, open }) => (
              <tr key={service ?? ""}>
                <th scope="row">{service === null ? t("ratings.total") : words.place(service)}</th>
                <td>{number(rated)}</td>
                <td>{number(good)}</td>
                <td>{share(good, rated)}</td>
                <td>
                  <button
                    type="button"
                    className="link"
                    disabled={bad === 0}
                    onClick={() =>
                      openCases({
                        source: "rating",
                        from: got.from,
                        to: got.to,
                        ...(service === null ? (place ? { place } : {}) : { node: service }),
                      })
                    }
                  >
                    {number(bad)}
                  </button>
                </td>
                <td>{number(open)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
