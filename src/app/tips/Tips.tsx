// A card of three or four hints at the first visit to a room: what one can do here. It is in nobody's way and closes by its button or Escape.

import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../stores/desk.ts";
import { useSession } from "../stores/session.ts";
import { type Room, useView } from "../stores/view.ts";
import { useWall } from "../stores/wall.ts";
import { closeTips, hideTips, offerTips, useTips } from "./tips.ts";

/** Words below `tips.ROOM`. */
const TIPS: Record<Room, readonly string[]> = {
  wall: ["figures", "move", "watch", "map"],
  plan: ["ask", "draw", "compare", "list"],
  field: ["near", "task", "offline", "age"],
};

export function Tips() {
  const { t } = useTranslation();
  const room = useView((store) => store.room);
  const watching = useWall((store) => store.watching);
  const person = useSession((store) => store.info?.person?.id);
  const desk = useDesk((store) => store.view !== null);
  const { room: shown, asked } = useTips();
  const card = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person has other hints
  useEffect(() => {
    if (watching) hideTips();
    else offerTips(room);
  }, [room, watching, person]);
  const visible = shown === room && !desk;
  useEffect(() => {
    if (visible && asked) card.current?.focus();
  }, [visible, asked]);
  useEffect(() => {
    if (!visible) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      // The card alone, not the place on the map too.
      event.preventDefault();
      event.stopImmediatePropagation();
      closeTips();
    };
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  }, [visible]);
  return (
    <>
      <p className="visually-hidden" role="status">
        {visible && !asked ? t("tips.there") : ""}
      </p>
      {visible && (
        <section ref={card} className="tips" aria-label={t(`tips.${room}.title`)} tabIndex={-1}>
          <header>
            <h2>{t(`tips.${room}.title`)}</h2>
            <button type="button" className="primary" onClick={closeTips}>
              {t("tips.close")}
            </button>
          </header>
          <dl>
            {TIPS[room].map((tip) => (
              <div key={tip}>
                <dt>{t(`tips.${room}.${tip}.name`)}</dt>
                <dd>{t(`tips.${room}.${tip}.text`)}</dd>
              </div>
            ))}
          </dl>
          <p className="quiet">{t("tips.again")}</p>
        </section>
      )}
    </>
  );
}
