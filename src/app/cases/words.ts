// Words for what a case is made of: states and actions from its flow, classes and units from the scene, fields as the flow names them.

import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { FlowField } from "../../twin/cases/flow.ts";
import type { CaseEvent, CaseRow, OfferedAction } from "../../twin/cases/shapes.ts";
import { number, unitOf } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { fullNameOf, kindOf, nameOf } from "../names.ts";
import { placeWords } from "../panels/Worst.tsx";
import { twinNow } from "../stores/twin.ts";
import { classOf, flowOf } from "./catalogue.ts";

/** Who the hub is in its records. */
const HUB_PERSON = "hub";

type OfFlow = Pick<CaseRow, "flow">;

/** Unit of what a case's point measures; empty where it measures nothing. */
export function unitAt(node: string | null): string {
  const slot = node === null ? -1 : twinNow().nodes.slotOf(node);
  return slot < 0 ? "" : unitOf(kindOf(slot));
}

export interface CaseWords {
  /** Who did something; the hub by itself has a name of its own. */
  person(event: Pick<CaseEvent, "person" | "name">): string;
  state(of: OfFlow, state: string): string;
  action(of: OfFlow, action: string): string;
  unit(unit: string | null): string;
  className(kind: string, code: string): string;
  /** Name of a place or asset by code; the code where the scene does not have it. */
  place(code: string | null): string;
  /** The same from the district down. */
  where(of: Pick<CaseRow, "node" | "place">): string;
  /** What a person wrote in an event, field by field. */
  fields(of: Pick<CaseRow, "flow" | "node">, event: CaseEvent): { name: string; value: string }[];
}

export function useCaseWords(): CaseWords {
  const { t } = useTranslation();
  const unit = (id: string | null): string => {
    const owner = twinNow().built.scene.owners.find((entry) => entry.id === id);
    return owner ? say(owner.name) : (id ?? t("cases.noUnit"));
  };
  const place = (code: string | null): string => {
    const slot = code === null ? -1 : twinNow().nodes.slotOf(code);
    return slot < 0 ? (code ?? "") : fullNameOf(slot);
  };
  return {
    state(of, state) {
      const found = flowOf(of.flow)?.states.find(({ id }) => id === state);
      return found ? say(found.name) : state;
    },
    action(of, action) {
      const found = flowOf(of.flow)?.actions.find(({ id }) => id === action);
      if (found) return say(found.name);
      const words = t(`cases.event.${action}`);
      return words === `cases.event.${action}` ? action : words;
    },
    unit,
    person: ({ person, name }) => (person === HUB_PERSON ? t("cases.hub") : name),
    className(kind, code) {
      const found = classOf(kind, code);
      return found ? say(found.name) : `${t(`cases.classKind.${kind}`)} ${code}`;
    },
    place,
    where({ node, place: at }) {
      const slot = twinNow().nodes.slotOf(node ?? at);
      return slot < 0 ? place(node ?? at) : [placeWords(slot), nameOf(slot)].filter((part) => part !== "").join(" · ");
    },
    fields(of, event) {
      const fields = flowOf(of.flow)?.actions.find(({ id }) => id === event.action)?.fields ?? [];
      return Object.entries(event.fields).flatMap(([id, value]) => {
        const field = fields.find((entry) => entry.id === id);
        if (field?.type === "reading") return [{ name: say(field.name), value: `${value} ${unitAt(of.node)}`.trim() }];
        if (field) return [{ name: say(field.name), value: valueWords(field, value, { unit, place }, t) }];
        return id === "text" && typeof value === "string" ? [{ name: "", value }] : [];
      });
    },
  };
}

function valueWords(
  field: FlowField,
  value: unknown,
  { unit, place }: Pick<CaseWords, "unit" | "place">,
  t: TFunction,
): string {
  const choice = field.choices?.find(({ id }) => id === value);
  if (choice) return say(choice.name);
  if (field.type === "unit") return unit(String(value));
  if (field.type === "units" && Array.isArray(value)) return value.map((id) => unit(String(id))).join("、");
  if (field.type === "asset") return place(String(value));
  if (field.type === "yesNo") return t(value === true ? "cases.yes" : "cases.no");
  if (field.type === "duration" && value !== null && typeof value === "object") {
    const { amount, in: of } = value as { amount: number; in: string };
    return t(`cases.duration.${of}`, { n: number(amount) });
  }
  if (field.type === "rating") return t("cases.stars", { n: Number(value) });
  return String(value);
}

/** Whether an action is one that a person does with one hand: no fields that must be filled in. */
export const isPlain = (action: OfferedAction): boolean => action.fields.every(({ required }) => !required);
