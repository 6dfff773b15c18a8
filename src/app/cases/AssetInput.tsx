// Naming an asset in a deed: those the tracing has found are a press away, any other is looked up by name or code.

import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { FlowField } from "../../twin/cases/flow.ts";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { LEVEL } from "../../twin/level.ts";
import { say } from "../i18n/i18n.ts";
import { nameOf } from "../names.ts";
import { Search } from "../panels/Search.tsx";
import { twinNow } from "../stores/twin.ts";
import { Whereabouts } from "./Sources.tsx";
import { useTraced } from "./trace.ts";

const isFacility = (slot: number): boolean => {
  const { nodes } = twinNow();
  return slot < nodes.coreCount && nodes.columns.level[slot] === LEVEL.facility;
};

export function AssetInput({
  field,
  file,
  value,
  change,
}: {
  field: FlowField;
  file: CaseFile;
  value: unknown;
  change(value: unknown): void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { nodes } = twinNow();
  const { medium, traced } = useTraced(file);
  const found = traced?.candidates ?? [];
  const chosen = typeof value === "string" ? nodes.slotOf(value) : -1;
  const other = chosen >= 0 && !found.some(({ slot }) => slot === chosen);
  const choice = (slot: number, more?: React.ReactNode) => (
    <label key={slot}>
      <input
        type="radio"
        name={id}
        required={field.required}
        checked={slot === chosen}
        onChange={() => change(nodes.columns.code[slot])}
      />
      {nameOf(slot)} {more && <small className="quiet">{more}</small>}
    </label>
  );
  return (
    <fieldset className="field-input">
      <legend>
        {say(field.name)}
        {field.required && <em aria-hidden="true"> *</em>}
      </legend>
      <span className="field-assets">
        {medium &&
          found.map((candidate) => choice(candidate.slot, <Whereabouts candidate={candidate} medium={medium} />))}
        {other && choice(chosen, nodes.columns.code[chosen])}
      </span>
      <Search label={t("tracing.findOther")} only={isFacility} onChoose={(slot) => change(nodes.columns.code[slot])} />
    </fieldset>
  );
}
