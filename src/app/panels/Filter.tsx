// Which points are drawn and listed: by severity, by how live they are, by owner, by kind. It holds as data flows, and says that it holds.

import { useTranslation } from "react-i18next";
import { isFiltering, NO_FILTER, type StateFilter } from "../../twin/stateFilter.ts";
import { setFilter } from "../filter.ts";
import { say } from "../i18n/i18n.ts";
import { openDesk } from "../stores/desk.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { useWall } from "../stores/wall.ts";
import { areThemeKinds, themeOf } from "../wall/theme.ts";
import { SeverityMark } from "./SeverityMark.tsx";

const SEVERITIES = [5, 4, 3, 2, 1, 0] as const;
const QUALITIES = ["live", "delayed", "stale", "simulated", "replayed", "estimated", "bad"] as const;

/** The list with an entry put in or taken out. */
const toggled = <T,>(list: readonly T[], entry: T): T[] =>
  list.includes(entry) ? list.filter((each) => each !== entry) : [...list, entry];

export function FilterMenu() {
  const { t } = useTranslation();
  const filter = useView((store) => store.filter);
  const change = (part: Partial<StateFilter>): void => setFilter({ ...filter, ...part });
  const { owners, ...scene } = twinNow().built.scene;
  const kinds = scene.kinds.filter(({ level }) => level === "point");
  return (
    <details className="layer-menu filter-menu">
      <summary
        aria-label={t(isFiltering(filter) ? "filter.labelOn" : "filter.label")}
        title={t(isFiltering(filter) ? "filter.labelOn" : "filter.label")}
        className={isFiltering(filter) ? "is-on" : undefined}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
          <path d="M4 5h16l-6 7v6l-4 2v-8Z" />
        </svg>
      </summary>
      <div className="filter-body">
        <p className="quiet">{t("filter.hint")}</p>
        <fieldset>
          <legend>{t("filter.severity")}</legend>
          {SEVERITIES.map((severity) => (
            <label key={severity}>
              <input
                type="checkbox"
                checked={filter.severities.includes(severity)}
                onChange={() => change({ severities: toggled(filter.severities, severity) })}
              />
              <SeverityMark severity={severity} />
              {t(`severity.${severity}`)}
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{t("filter.quality")}</legend>
          {QUALITIES.map((quality) => (
            <label key={quality}>
              <input
                type="checkbox"
                checked={filter.qualities.includes(quality)}
                onChange={() => change({ qualities: toggled(filter.qualities, quality) })}
              />
              {t(quality === "bad" ? "filter.bad" : `liveness.${quality}`)}
            </label>
          ))}
        </fieldset>
        {owners.length > 0 && (
          <fieldset>
            <legend>{t("node.owner")}</legend>
            {owners.map(({ id, name }) => (
              <label key={id}>
                <input
                  type="checkbox"
                  checked={filter.owners.includes(id)}
                  onChange={() => change({ owners: toggled(filter.owners, id) })}
                />
                {say(name)}
              </label>
            ))}
          </fieldset>
        )}
        <fieldset>
          <legend>{t("filter.kind")}</legend>
          {kinds.map(({ id, name }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={filter.kinds.includes(id)}
                onChange={() => change({ kinds: toggled(filter.kinds, id) })}
              />
              {say(name)}
            </label>
          ))}
        </fieldset>
        <button type="button" className="ghost" disabled={!isFiltering(filter)} onClick={() => setFilter(NO_FILTER)}>
          {t("filter.clear")}
        </button>
      </div>
    </details>
  );
}

/** Says at the map that not everything is shown; a click shows all again. */
export function FilterBadge() {
  const { t } = useTranslation();
  const given = useView((store) => store.filter);
  const room = useView((store) => store.room);
  const theme = themeOf(
    room,
    useWall((store) => store.theme),
  );
  // What the theme leaves out is named by the theme itself.
  const filter = areThemeKinds(theme, given.kinds) ? { ...given, kinds: [] } : given;
  if (!isFiltering(filter)) return null;
  const { scene } = twinNow().built;
  const named = [
    ...scene.owners.filter(({ id }) => filter.owners.includes(id)),
    ...scene.kinds.filter(({ id }) => filter.kinds.includes(id)),
  ];
  const words = [
    ...filter.severities.map((severity) => t(`severity.${severity}`)),
    ...filter.qualities.map((quality) => t(quality === "bad" ? "filter.bad" : `liveness.${quality}`)),
    ...named.map(({ name }) => say(name)),
  ];
  return (
    <div className="filter-badge" role="status">
      <span>{t("filter.on", { words: words.join("、") })}</span>
      <button type="button" className="ghost" onClick={() => openDesk("assets")}>
        {t("assets.open")}
      </button>
      <button type="button" className="ghost" onClick={() => setFilter(NO_FILTER)}>
        {t("filter.clear")}
      </button>
    </div>
  );
}
