// A dialog over everything: its title, a button to close it, and what it holds. Escape closes it too.

import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

export function Dialog({
  title,
  className,
  before,
  after,
  onClose,
  children,
}: {
  title: string;
  className: string;
  /** Stands before the title, and after it. */
  before?: ReactNode;
  after?: ReactNode;
  /** Takes it off the page. */
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={className} aria-label={title} onClose={onClose}>
      <header>
        {before}
        <h2>{title}</h2>
        {after}
        <button type="button" className="primary" onClick={() => dialog.current?.close()}>
          {t("nav.close")}
        </button>
      </header>
      {children}
    </dialog>
  );
}
