// The rolled-up state of the place in hand: how many points, how they stand, where the figures come from.

import { useTranslation } from "react-i18next";
import { number } from "../format.ts";
import { useLive } from "../stores/live.ts";
import { Panel } from "./Panel.tsx";

/** Bar order: calm first, worst at the end where the eye stops. */
const ORDER = [1, 2, 3, 4, 5, 6, 0] as const;

export function CategoryBar({ counts, total }: { counts: readonly number[]; total: number }) {
  const { t } = useTranslation();
  const words = ORDER.filter((category) => counts[category] > 0).map(
    (category) => `${t(`category.${category}`)} ${number(counts[category])}`,
  );
  return (
    <div className="category-bar" role="img" aria-label={words.join("，") || t("summary.nothing")}>
      {ORDER.map((category) =>
        counts[category] > 0 ? (
          <i
            key={category}
            className={`category-${category}`}
            style={{ flexGrow: counts[category], minWidth: category >= 2 && category <= 5 ? "3px" : undefined }}
          />
        ) : null,
      )}
      {total === 0 && <i className="category-0" style={{ flexGrow: 1 }} />}
    </div>
  );
}

/** Points in alarm, Ⅳ to Ⅰ. */
export const alarmsOf = (counts: readonly number[]): number => counts[2] + counts[3] + counts[4] + counts[5];

export function Summary() {
  const { t } = useTranslation();
  const node = useLive((store) => store.snapshot?.node);
  const counts = node?.counts ?? [0, 0, 0, 0, 0, 0, 0];
  const total = node?.total ?? 0;
  const alarms = alarmsOf(counts);
  const known = total - counts[0];
  const share = known > 0 ? (100 * counts[1]) / known : Number.NaN;
  return (
    <Panel
      title={t("summary.title")}
      aside={<span title={t("summary.from")}>{`${number(total)} ${t("summary.points")}`}</span>}
    >
      <div className="figures">
        <div className="figure">
          <b>
            {number(share, 1)}
            <small>%</small>
          </b>
          <span>{t("summary.share")}</span>
        </div>
        <div className="figure">
          <b className={alarms > 0 ? "is-alarm" : undefined}>{number(alarms)}</b>
          <span>{t("summary.alarm")}</span>
        </div>
        <div className="figure">
          <b className={counts[6] > 0 ? "is-stale" : undefined}>{number(node?.staleCount ?? 0)}</b>
          <span>{t("summary.stale")}</span>
        </div>
      </div>
      <CategoryBar counts={counts} total={total} />
      <ul className="legend">
        {([5, 4, 3, 2] as const).map((category) => (
          <li key={category}>
            <i className={`category-${category}`} aria-hidden="true" />
            {t(`category.${category}`)} <b>{number(counts[category])}</b>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
