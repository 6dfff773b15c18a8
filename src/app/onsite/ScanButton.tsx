// Opens an asset by the code on it: through the camera, or typed where there is no camera to be had.

import type { TFunction } from "i18next";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../panels/Dialog.tsx";
import { openCase } from "../stores/desk.ts";
import { openAsset } from "../stores/fieldTab.ts";
import { slotOfCode } from "../url.ts";
import { readCode } from "./code.ts";
import { openReader } from "./reader.ts";

/** Pictures looked at are at least this far apart, ms. */
const LOOK_MS = 180;

export function ScanButton() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="ghost scan-button" onClick={() => setOpen(true)}>
        {t("onsite.scan")}
      </button>
      {open && <ScanDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** @returns why nothing was opened; empty when something was */
async function openScanned(text: string, t: TFunction): Promise<string> {
  const scanned = readCode(text);
  if (scanned.is === "case") openCase(scanned.id);
  else if (scanned.is === "nothing") return t("onsite.notOurs", { text: text.slice(0, 80) });
  else {
    const slot = await slotOfCode(scanned.code);
    if (slot <= 0) return t("onsite.unknownCode", { code: scanned.code.slice(0, 80) });
    openAsset(slot);
  }
  return "";
}

function ScanDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  const take = useCallback(
    async (code: string): Promise<void> => {
      const why = await openScanned(code, t);
      if (why) setReason(why);
      else onClose();
    },
    [t, onClose],
  );
  return (
    <Dialog title={t("onsite.scan")} className="scan" onClose={onClose}>
      <Camera onCode={take} />
      {reason && <p role="alert">{reason}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void take(text);
        }}
      >
        <label>
          {t("onsite.typeCode")}
          <input required autoComplete="off" value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <button type="submit" className="primary">
          {t("onsite.openCode")}
        </button>
      </form>
    </Dialog>
  );
}

/** Why a camera does not come, by what the browser says. */
const troubleOf = (error: unknown): string => {
  const { name } = error as Error;
  return name === "NotAllowedError" || name === "SecurityError" ? "denied" : "missing";
};

function Camera({ onCode }: { onCode: (code: string) => Promise<void> }) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    let gone = false;
    let stream: MediaStream | undefined;
    let last = "";
    const watch = async (): Promise<void> => {
      if (!navigator.mediaDevices) {
        setTrouble(globalThis.isSecureContext ? "missing" : "insecure");
        return;
      }
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1280 } },
      });
      const element = video.current;
      if (gone || !element) return;
      element.srcObject = stream;
      await element.play();
      const read = await openReader();
      while (!gone) {
        const code = await read(element);
        // What was not ours is not said again while it is held before the camera.
        if (code !== null && code !== last && !gone) {
          last = code;
          await onCode(code);
        }
        await new Promise((done) => setTimeout(done, LOOK_MS));
      }
    };
    watch()
      .catch((error: unknown) => {
        if (!gone) setTrouble(troubleOf(error));
      })
      .finally(() => {
        if (gone) for (const track of stream?.getTracks() ?? []) track.stop();
      });
    return () => {
      gone = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [onCode]);
  if (trouble) return <p role="status">{t(`onsite.camera.${trouble}`)}</p>;
  return (
    <>
      <video ref={video} muted playsInline aria-label={t("onsite.cameraView")} />
      <p className="quiet">{t("onsite.hold")}</p>
    </>
  );
}
