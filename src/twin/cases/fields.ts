// What a person filled in for an action, checked against the action's fields: nothing unknown, nothing missing, nothing of another type.

import { duration, type FlowAction, type FlowField } from "./flow.ts";

const TEXT_LONGEST = 4000;
const LIST_LONGEST = 50;

export interface FieldRefusal {
  code: "field-missing" | "field-wrong" | "field-unknown";
  field: string;
  reason: string;
}

/** What a value may name. */
export interface Known {
  /** Ids of the scene's owners. */
  units: ReadonlySet<string>;
  /** Whether the city has such an asset, and the person may know of it. */
  isAsset(code: string): boolean;
}
export function checkFields(
  action: FlowAction,
  given: Readonly<Record<string, unknown>>,
  known: Known,
  asksAll = true,
): { fields: Record<string, unknown> } | FieldRefusal {
  const fields: Record<string, unknown> = {};
  for (const id of Object.keys(given))
    if (!action.fields.some((field) => field.id === id))
      return { code: "field-unknown", field: id.slice(0, 60), reason: `${action.id} has no field of that name` };
  for (const field of action.fields) {
    const value = given[field.id];
    if (isEmpty(value)) {
      if (field.required && asksAll)
        return { code: "field-missing", field: field.id, reason: `${field.id} must be filled in` };
      continue;
    }
    const checked = checkedValue(field, value, known);
    if (checked === undefined)
      return { code: "field-wrong", field: field.id, reason: `${field.id} is no ${field.type} that may stand there` };
    fields[field.id] = checked;
  }
  return { fields };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === "string" && value.trim() === "") ||
  (Array.isArray(value) && value.length === 0);

function checkedValue(field: FlowField, value: unknown, { units, isAsset }: Known): unknown {
  const isUnit = (one: unknown): one is string => typeof one === "string" && units.has(one);
  const isWhole = (one: unknown): one is number => Number.isSafeInteger(one);
  switch (field.type) {
    case "text":
      return typeof value === "string" && value.length <= TEXT_LONGEST ? value.trim() : undefined;
    case "unit":
      return isUnit(value) ? value : undefined;
    case "units":
      return Array.isArray(value) && value.length <= LIST_LONGEST && value.every(isUnit)
        ? [...new Set(value)]
        : undefined;
    case "duration": {
      const parsed = duration.safeParse(value);
      // A thousand days of work are three years and more: beyond that it is a slip of the pen.
      return parsed.success && parsed.data.amount <= (parsed.data.in === "minutes" ? 100_000 : 1000)
        ? parsed.data
        : undefined;
    }
    case "rating":
      return isWhole(value) && value >= 1 && value <= 5 ? value : undefined;
    case "choice":
      return field.choices?.some(({ id }) => id === value) ? value : undefined;
    case "asset":
      return typeof value === "string" && isAsset(value) ? value : undefined;
    case "yesNo":
      return typeof value === "boolean" ? value : undefined;
    case "number":
    case "reading":
      return typeof value === "number" && Number.isFinite(value) ? value : undefined;
    case "photos":
      return Array.isArray(value) &&
        value.length <= LIST_LONGEST &&
        value.every((one) => typeof one === "string" && /^[0-9a-f]{16,64}$/.test(one))
        ? value
        : undefined;
    case "case":
      return (isWhole(value) && value > 0) || (typeof value === "string" && /^\d{8}-\d{4,9}$/.test(value))
        ? value
        : undefined;
  }
}
