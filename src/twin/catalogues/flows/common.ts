// Deeds that are the same in every flow but for where they lead from and to: name, leave, fields, guards and effects said once.

import type { z } from "zod";
import type { flowAction } from "../../cases/flow.ts";
import { by, note, otherCase, photos, reason, result, unit, units } from "./words.ts";

type Deed = Omit<z.input<typeof flowAction>, "from" | "to">;

const lead = { is: "leadTask" } as const;
const co = { is: "coTask" } as const;
/** Who did the work does not say by themselves that it is done. */
const notWhoDidIt = { is: "otherPerson", action: "feedback" } as const;

export const common = {
  reject: {
    id: "reject",
    name: { zh: "不予立案", en: "Reject" },
    permission: "case.register",
    fields: [reason],
  },
  join: {
    id: "join",
    name: { zh: "并案", en: "Join" },
    permission: "case.register",
    fields: [otherCase, note],
    effects: ["join"],
  },
  dispatch: {
    id: "dispatch",
    name: { zh: "派遣", en: "Dispatch" },
    permission: "case.dispatch",
    fields: [unit, units, note],
    effects: ["dispatch"],
  },
  addUnits: {
    id: "add-units",
    name: { zh: "增派协同", en: "Add units" },
    permission: "case.dispatch",
    fields: [{ ...units, required: true }, note],
    effects: ["addUnits"],
  },
  acknowledge: {
    id: "acknowledge",
    name: { zh: "接收任务", en: "Acknowledge" },
    permission: "case.handle",
    guards: [lead],
    effects: ["acknowledge"],
  },
  acknowledgeCo: {
    id: "acknowledge-co",
    name: { zh: "协同接收", en: "Acknowledge (co-handling)" },
    permission: "case.handle",
    guards: [co],
    effects: ["acknowledge"],
  },
  return: {
    id: "return",
    name: { zh: "退回", en: "Return" },
    permission: "case.handle",
    fields: [reason],
    guards: [lead],
    effects: ["return"],
  },
  handle: {
    id: "handle",
    name: { zh: "记录进展", en: "Note progress" },
    permission: "case.handle",
    fields: [{ ...note, required: true }, photos],
    guards: [{ is: "anyTask" }],
  },
  feedback: {
    id: "feedback",
    name: { zh: "反馈", en: "Feed back" },
    permission: "case.handle",
    fields: [result, photos],
    guards: [lead],
    effects: ["complete"],
  },
  /** With a picture, and after all who co-handle. */
  feedbackProven: {
    id: "feedback",
    name: { zh: "反馈", en: "Feed back" },
    permission: "case.handle",
    fields: [result, photos],
    guards: [lead, { is: "coDone" }, { is: "photosSince", count: 1 }],
    effects: ["complete"],
  },
  feedbackCo: {
    id: "feedback-co",
    name: { zh: "协同反馈", en: "Feed back (co-handling)" },
    permission: "case.handle",
    fields: [result, photos],
    guards: [co],
    effects: ["complete"],
  },
  extendOnce: {
    id: "extend",
    name: { zh: "延期", en: "Extend" },
    permission: "case.defer",
    fields: [by, reason],
    guards: [{ is: "fewer", action: "extend", count: 1 }],
    effects: ["extend"],
  },
  suspend: {
    id: "suspend",
    name: { zh: "挂账", en: "Suspend" },
    permission: "case.defer",
    fields: [reason],
    effects: ["suspend"],
  },
  resume: {
    id: "resume",
    name: { zh: "恢复", en: "Resume" },
    permission: "case.defer",
    fields: [note],
    effects: ["resume"],
  },
  supervise: {
    id: "supervise",
    name: { zh: "督办", en: "Supervise" },
    permission: "case.supervise",
    fields: [reason],
    effects: ["supervise"],
  },
  rework: {
    id: "rework",
    name: { zh: "返工", en: "Rework" },
    permission: "case.check",
    fields: [reason],
    effects: ["rework"],
  },
  close: {
    id: "close",
    name: { zh: "结案", en: "Close" },
    permission: "case.close",
    fields: [note],
    guards: [notWhoDidIt],
    effects: ["close"],
  },
  reopen: {
    id: "reopen",
    name: { zh: "重新立案", en: "Reopen" },
    permission: "case.close",
    fields: [reason],
    guards: [{ is: "withinDays", count: 30 }],
    effects: ["reopen"],
  },
  void: {
    id: "void",
    name: { zh: "作废", en: "Void" },
    permission: "case.void",
    fields: [reason],
  },
} as const satisfies Record<string, Deed>;
