// Search as a combobox: arrows choose, Enter goes, Escape leaves.

import { useDeferredValue, useEffect, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { levelNameOf, nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { loadSounds, type Sounds } from "../pinyin.ts";
import { searchNodes } from "../search.ts";
import { twinNow } from "../stores/twin.ts";

interface SearchProps {
  /** What the field is for; the whole city's search without. */
  label?: string;
  /** Which nodes may be chosen; all without. */
  only?: (slot: number) => boolean;
  /** What happens with the chosen node; it is gone to without. */
  onChoose?: (slot: number) => void;
}

export function Search({ label, only, onChoose }: SearchProps) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const wanted = useDeferredValue(text);
  const { nodes } = twinNow();
  const [sounds, setSounds] = useState<Sounds | undefined>(undefined);
  const latin = /[a-z]/i.test(wanted);
  useEffect(() => {
    // Without it names are still found by their characters and codes.
    if (latin) loadSounds().then((loaded) => setSounds(() => loaded), console.error);
  }, [latin]);
  const found = useMemo(() => searchNodes(nodes, wanted, undefined, only, sounds), [nodes, wanted, only, sounds]);
  const name = label ?? t("search.label");
  const shown = open && wanted.trim() !== "";
  const choose = (slot: number): void => {
    (onChoose ?? go)(slot);
    setOpen(false);
    setText("");
  };
  return (
    <search className="search">
      <input
        type="search"
        role="combobox"
        data-search={label === undefined ? "" : undefined}
        aria-label={name}
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown && found[active] !== undefined ? `${id}-${found[active]}` : undefined}
        placeholder={label ?? t("search.placeholder")}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setActive((i) => Math.min(i + 1, found.length - 1));
          else if (event.key === "ArrowUp") setActive((i) => Math.max(i - 1, 0));
          else if (event.key === "Enter" && found[active] !== undefined) choose(found[active]);
          else if (event.key === "Escape") {
            setText("");
            event.currentTarget.blur();
          } else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <div className="visually-hidden" role="status">
        {shown ? t("search.count", { count: found.length }) : ""}
      </div>
      {shown && (
        <div className="search-list" id={`${id}-list`} role="listbox" aria-label={name}>
          {found.length === 0 && <p className="quiet">{t("search.none", { text: wanted })}</p>}
          {found.map((slot, i) => (
            <div
              key={slot}
              id={`${id}-${slot}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === active}
              className={i === active ? "is-active" : undefined}
              onPointerDown={(event) => {
                event.preventDefault();
                choose(slot);
              }}
            >
              <span>{nameOf(slot)}</span>
              <small>
                {levelNameOf(nodes, slot)} · {nodes.columns.code[slot]}
              </small>
            </div>
          ))}
        </div>
      )}
    </search>
  );
}
