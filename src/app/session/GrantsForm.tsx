// The grants of a person as rows: role, place, unit, clearance.

import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonInfo } from "../../twin/access/shapes.ts";
import type { GrantSpec } from "../../twin/scene/access.ts";
import { say } from "../i18n/i18n.ts";
import { fullNameOf } from "../names.ts";
import { twinNow } from "../stores/twin.ts";
import type { PeopleAnswer } from "./PeopleDialog.tsx";

type Grant = PersonInfo["grants"][number];

const CLEARANCES = [1, 2, 3, 4, 5, 6] as const;

export const specOf = ({ role, place, unit, clearance }: Grant): GrantSpec => ({
  role,
  place,
  ...(unit === null ? {} : { unit }),
  clearance: clearance as GrantSpec["clearance"],
});

export function GrantsForm({
  grants,
  roles,
  onSave,
  onChange,
}: {
  grants: readonly Grant[];
  roles: PeopleAnswer["roles"];
  onSave?: (grants: GrantSpec[]) => void;
  onChange?: (grants: Grant[]) => void;
}) {
  const { t } = useTranslation();
  const [rows, setRows] = useState<Grant[]>([...grants]);
  const { nodes, built } = twinNow();
  const change = (next: Grant[]): void => {
    setRows(next);
    onChange?.(next);
  };
  const set = (i: number, more: Partial<Grant>): void =>
    change(rows.map((row, at) => (at === i ? { ...row, ...more } : row)));
  const places = placesOf();
  return (
    <fieldset className="grants">
      <legend>{t("people.grants")}</legend>
      {rows.map((row, i) => (
        // Rows have no other name than where they stand.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={i} className="grant-row">
          <select aria-label={t("people.role")} value={row.role} onChange={(e) => set(i, { role: e.target.value })}>
            {roles.map(({ id, name }) => (
              <option key={id} value={id}>
                {say(name)}
              </option>
            ))}
          </select>
          <select aria-label={t("people.place")} value={row.place} onChange={(e) => set(i, { place: e.target.value })}>
            {places.map((slot) => (
              <option key={slot} value={nodes.columns.code[slot]}>
                {fullNameOf(slot)}
              </option>
            ))}
            {!places.includes(nodes.slotOf(row.place)) && <option value={row.place}>{row.place}</option>}
          </select>
          <select
            aria-label={t("people.unit")}
            value={row.unit ?? ""}
            onChange={(e) => set(i, { unit: e.target.value || null })}
          >
            <option value="">{t("people.allUnits")}</option>
            {built.scene.owners.map(({ id, name }) => (
              <option key={id} value={id}>
                {say(name)}
              </option>
            ))}
          </select>
          <select
            aria-label={t("people.clearanceLabel")}
            value={row.clearance}
            onChange={(e) => set(i, { clearance: Number(e.target.value) })}
          >
            {CLEARANCES.map((clearance) => (
              <option key={clearance} value={clearance}>
                {t("people.clearance", { clearance })}
              </option>
            ))}
          </select>
          <button type="button" className="ghost" onClick={() => change(rows.filter((_, at) => at !== i))}>
            {t("people.removeGrant")}
          </button>
        </div>
      ))}
      <button
        type="button"
        className="ghost"
        onClick={() => change([...rows, { role: "observer", place: nodes.columns.code[0], unit: null, clearance: 1 }])}
      >
        {t("people.addGrant")}
      </button>
      {onSave && (
        <button type="button" className="primary" onClick={() => onSave(rows.map(specOf))}>
          {t("people.save")}
        </button>
      )}
    </fieldset>
  );
}

/** The city, its districts and streets: what people are usually given. */
function placesOf(): number[] {
  const { nodes } = twinNow();
  const { level } = nodes.columns;
  return Array.from({ length: nodes.placeCount }, (_, slot) => slot).filter((slot) => level[slot] <= 2);
}
