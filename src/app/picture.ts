// The map as a picture file, with what it shows and of when written under it: a picture without its time tells nothing.

import i18next from "i18next";
import { clock } from "./format.ts";
import { say } from "./i18n/i18n.ts";
import { nameOf } from "./names.ts";
import { attributionWords } from "./panels/MapCorner.tsx";
import { globeNow } from "./stores/globe.ts";
import { useLive } from "./stores/live.ts";
import { useReplay } from "./stores/replay.ts";
import { twinNow } from "./stores/twin.ts";
import { useView } from "./stores/view.ts";
import { saveUrl } from "./trend/save.ts";

/** Lines under the picture: the place and the time of its data, and whose data it is. */
export function captionOf(): string[] {
  const { snapshot, link } = useLive.getState();
  const { node, toggledReferences } = useView.getState();
  const replaying = useReplay.getState().replay !== null;
  const time = (replaying ? snapshot?.replayTime : snapshot?.dataTime) ?? Number.NaN;
  const city = say(twinNow().built.scene.name);
  const place = node === 0 ? city : `${city} · ${nameOf(node)}`;
  const when = Number.isFinite(time)
    ? `${i18next.t(replaying ? "clock.replay" : "clock.data")} ${clock(time, true)}`
    : i18next.t("clock.none");
  return [
    `${place} · ${when}${replaying || link === "live" ? "" : ` · ${i18next.t(`link.${link}`)}`}`,
    attributionWords(toggledReferences),
  ];
}

/** Saves the map as it is now. */
export function savePicture(): void {
  const globe = globeNow();
  if (!globe) return;
  const source = globe.picture();
  const { width, height } = source;
  const line = Math.max(16, Math.round(width / 90));
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height + 4 * line;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.fillStyle = "#0b1220";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, 0, 0);
  pen.fillStyle = "#e8f2fc";
  pen.font = `${line}px ${getComputedStyle(document.documentElement).getPropertyValue("--font")}`;
  captionOf().forEach((text, i) => {
    pen.fillText(text, line, height + line * (1.6 + 1.5 * i), width - 2 * line);
  });
  const [first] = captionOf();
  saveUrl(`${first.replace(/[\\/:*?"<>|]/g, "-")}.png`, canvas.toDataURL("image/png"));
}
