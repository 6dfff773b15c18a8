// The head of every room: whose city, how live, what time its data has; the way to the other rooms and the other language.

import { useTranslation } from "react-i18next";
import { CasesButton, OpsModeBadge } from "../desk/DeskButtons.tsx";
import { FeedsButton } from "../feeds/FeedsHost.tsx";
import { currentLanguage, say, setLanguage } from "../i18n/i18n.ts";
import { enterRoom } from "../navigate.ts";
import { OutboxButton } from "../outbox/Outbox.tsx";
import { WhoMenu } from "../session/WhoMenu.tsx";
import { twinNow } from "../stores/twin.ts";
import { ROOMS, useView } from "../stores/view.ts";
import { writeUrl } from "../url.ts";
import { DataClock } from "./DataClock.tsx";
import { LinkBadge } from "./LinkBadge.tsx";
import { TimeBarButton } from "./TimeBar.tsx";

export function TitleBar() {
  const { t } = useTranslation();
  const room = useView((store) => store.room);
  const { built, broker } = twinNow();
  const { scene } = built;
  return (
    <header className="title-bar">
      <div className="title-left">
        <nav aria-label={t("room.label")} className="room-nav">
          {ROOMS.map((name) => (
            <a
              key={name}
              href={`/${name}`}
              aria-current={name === room ? "page" : undefined}
              onClick={(event) => {
                event.preventDefault();
                enterRoom(name);
              }}
            >
              {t(`room.${name}`)}
            </a>
          ))}
        </nav>
        {broker === null && <OpsModeBadge />}
        {scene.synthetic && (
          <span className="synthetic-badge" title={t("app.syntheticLong")}>
            {t("app.synthetic")}
          </span>
        )}
      </div>
      <h1>
        {say(scene.name)}
        <small>{t("app.tagline")}</small>
      </h1>
      <div className="title-right">
        {room === "field" && broker === null && <OutboxButton />}
        <LinkBadge />
        <DataClock />
        {/* What only a hub knows: its memory and its feeds. */}
        {broker === null && (
          <>
            <CasesButton />
            <TimeBarButton />
            <FeedsButton />
          </>
        )}
        <WhoMenu />
        <button
          type="button"
          className="ghost"
          lang={currentLanguage() === "en" ? "zh-CN" : "en"}
          onClick={() => {
            setLanguage(currentLanguage() === "en" ? "zh" : "en");
            writeUrl("replace");
          }}
        >
          {t("nav.language")}
        </button>
      </div>
    </header>
  );
}
