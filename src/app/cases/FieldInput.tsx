// One field of an action, by its type: what the flow asks for, a person fills in.

import { useId } from "react";
import { useTranslation } from "react-i18next";
import { type FlowField, TIME_UNITS } from "../../twin/cases/flow.ts";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { say } from "../i18n/i18n.ts";
import { twinNow } from "../stores/twin.ts";
import { AssetInput } from "./AssetInput.tsx";
import { unitAt } from "./words.ts";

interface Props {
  /** The case it is about. */
  file: CaseFile;
  field: FlowField;
  value: unknown;
  change(value: unknown): void;
}

export function FieldInput({ file, field, value, change }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const name = say(field.name);
  const { required } = field;
  const { owners } = twinNow().built.scene;
  if (field.type === "asset") return <AssetInput field={field} file={file} value={value} change={change} />;
  if (field.type === "units")
    return (
      <fieldset className="field-input">
        <legend>
          {name}
          {required && <em aria-hidden="true"> *</em>}
        </legend>
        <span className="field-units">
          {owners.map((owner) => {
            const chosen = (value as string[] | undefined) ?? [];
            return (
              <label key={owner.id}>
                <input
                  type="checkbox"
                  checked={chosen.includes(owner.id)}
                  onChange={(event) =>
                    change(event.target.checked ? [...chosen, owner.id] : chosen.filter((unit) => unit !== owner.id))
                  }
                />
                {say(owner.name)}
              </label>
            );
          })}
        </span>
      </fieldset>
    );
  if (field.type === "rating")
    return (
      <fieldset className="field-input">
        <legend>
          {name}
          {required && <em aria-hidden="true"> *</em>}
        </legend>
        <span className="field-units">
          {[1, 2, 3, 4, 5].map((stars) => (
            <label key={stars}>
              <input
                type="radio"
                name={id}
                required={required}
                checked={value === stars}
                onChange={() => change(stars)}
              />
              {t("cases.stars", { n: stars })}
            </label>
          ))}
        </span>
      </fieldset>
    );
  if (field.type === "yesNo" || field.type === "choice") {
    const choices =
      field.type === "yesNo"
        ? [true, false].map((answer) => ({ id: answer, name: t(answer ? "cases.yes" : "cases.no") }))
        : (field.choices ?? []).map((choice) => ({ id: choice.id, name: say(choice.name) }));
    return (
      <fieldset className="field-input">
        <legend>
          {name}
          {required && <em aria-hidden="true"> *</em>}
        </legend>
        <span className="field-units">
          {choices.map((choice) => (
            <label key={String(choice.id)}>
              <input
                type="radio"
                name={id}
                required={required}
                checked={value === choice.id}
                onChange={() => change(choice.id)}
              />
              {choice.name}
            </label>
          ))}
        </span>
      </fieldset>
    );
  }
  return (
    <label className="field-input" htmlFor={id}>
      <span>
        {name}
        {field.type === "reading" && <small className="quiet"> {unitAt(file.node)}</small>}
        {required && <em aria-hidden="true"> *</em>}
      </span>
      {field.type === "unit" ? (
        <select
          id={id}
          required={required}
          value={(value as string) ?? ""}
          onChange={(event) => change(event.target.value || undefined)}
        >
          <option value="">{t("cases.choose")}</option>
          {owners.map((owner) => (
            <option key={owner.id} value={owner.id}>
              {say(owner.name)}
            </option>
          ))}
        </select>
      ) : field.type === "duration" ? (
        <DurationInput id={id} value={value as { amount: number; in: string } | undefined} change={change} />
      ) : field.type === "number" || field.type === "reading" || field.type === "case" ? (
        <input
          id={id}
          type="number"
          step={field.type === "case" ? 1 : "any"}
          required={required}
          value={(value as number) ?? ""}
          onChange={(event) => change(event.target.value === "" ? undefined : Number(event.target.value))}
        />
      ) : (
        <textarea
          id={id}
          rows={2}
          required={required}
          maxLength={2000}
          value={(value as string) ?? ""}
          onChange={(event) => change(event.target.value || undefined)}
        />
      )}
    </label>
  );
}

function DurationInput({
  id,
  value,
  change,
}: {
  id: string;
  value: { amount: number; in: string } | undefined;
  change(value: unknown): void;
}) {
  const { t } = useTranslation();
  const unit = value?.in ?? "workHours";
  return (
    <span className="field-duration">
      <input
        id={id}
        type="number"
        min={0}
        step="any"
        value={value?.amount ?? ""}
        onChange={(event) =>
          change(event.target.value === "" ? undefined : { amount: Number(event.target.value), in: unit })
        }
      />
      <select
        aria-label={t("cases.durationUnit")}
        value={unit}
        onChange={(event) => change({ amount: value?.amount ?? 1, in: event.target.value })}
      >
        {TIME_UNITS.map((name) => (
          <option key={name} value={name}>
            {t(`cases.timeUnit.${name}`)}
          </option>
        ))}
      </select>
    </span>
  );
}
