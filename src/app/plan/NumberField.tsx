// A number with its unit, within bounds.

/** What is no number within its bounds is not taken; an empty field is undefined. */
export function NumberField({
  label,
  value,
  min,
  max,
  stepBy = 1,
  unit = "",
  set,
}: {
  label: string;
  value: number | undefined;
  min: number;
  max: number;
  stepBy?: number;
  unit?: string;
  set(value: number | undefined): void;
}) {
  return (
    <label className="plan-field">
      {label}
      <input
        type="number"
        min={min}
        max={max}
        step={stepBy}
        value={value ?? ""}
        onChange={(event) => {
          const next = event.target.valueAsNumber;
          if (event.target.value === "") set(undefined);
          else if (next >= min && next <= max) set(next);
        }}
      />
      {unit}
    </label>
  );
}
