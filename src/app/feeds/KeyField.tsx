// The hub's setup key, as long as nobody signs in.

import { useTranslation } from "react-i18next";
import { useFeeds } from "../stores/feeds.ts";

/** Where the setup key is written; it is kept for as long as the page lives and nowhere else. */
export function KeyField() {
  const { t } = useTranslation();
  const key = useFeeds((store) => store.key);
  return (
    <label>
      {t("feeds.key")}
      <input
        type="password"
        autoComplete="off"
        value={key}
        onChange={(event) => useFeeds.setState({ key: event.target.value })}
      />
    </label>
  );
}
