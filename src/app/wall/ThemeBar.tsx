// The themes of the wall, and whether hands or nobody is at it.

import { useTranslation } from "react-i18next";
import { themesOf } from "../../twin/scene/themes.ts";
import { say } from "../i18n/i18n.ts";
import { twinNow } from "../stores/twin.ts";
import { useWall } from "../stores/wall.ts";
import { writeUrl } from "../url.ts";
import { showTheme } from "./showTheme.ts";
import { themeOf } from "./theme.ts";

export function ThemeBar() {
  const { t } = useTranslation();
  const { theme, watching, at } = useWall();
  const themes = themesOf(twinNow().built.scene);
  const shown = themeOf("wall", theme);
  return (
    <div className="theme-bar">
      {themes.length > 1 && (
        <nav aria-label={t("wall.themes")}>
          {themes.map(({ id, name }) => (
            <button
              key={id}
              type="button"
              aria-current={id === shown?.id ? "true" : undefined}
              onClick={() => {
                showTheme("wall", id);
                writeUrl("push");
              }}
            >
              {say(name)}
            </button>
          ))}
        </nav>
      )}
      <button
        type="button"
        className="watch-switch"
        aria-pressed={watching}
        title={t("wall.watchHint")}
        onClick={() => {
          useWall.setState({ watching: !watching, story: null, at: "" });
          writeUrl("replace");
        }}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
          <path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12Zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z" />
        </svg>
        {t(watching ? "wall.watching" : "wall.watch")}
        {watching && at !== "" && <small>{at}</small>}
      </button>
    </div>
  );
}
