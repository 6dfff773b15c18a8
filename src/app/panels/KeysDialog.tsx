// The keys that move through the city, on one card.

import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { KEYS } from "../keyboard.ts";
import { useView } from "../stores/view.ts";

export function KeysDialog() {
  const { t } = useTranslation();
  const shown = useView((store) => store.keysShown);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (shown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [shown]);
  const close = (): void => useView.setState({ keysShown: false });
  return (
    <dialog ref={dialog} className="keys-dialog" aria-label={t("nav.keys")} onClose={close}>
      <h2>{t("nav.keys")}</h2>
      <dl>
        {KEYS.map(({ keys, name }) => (
          <div key={name}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <button type="button" className="primary" onClick={close}>
        {t("nav.close")}
      </button>
    </dialog>
  );
}
