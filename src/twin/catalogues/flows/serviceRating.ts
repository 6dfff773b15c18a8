// The way of a bad rating of a government service: the service unit follows it up and calls back.

import { flow } from "../../cases/flow.ts";
import { common } from "./common.ts";
import { note, rating, result, unit, units } from "./words.ts";

export const serviceRating = flow.parse({
  id: "service-rating",
  version: "2026.1",
  name: { zh: "差评整改回访流程", en: "Bad rating" },
  mode: "everyday",
  standardRef:
    "好差评: a bad rating is followed up and called back (最多跑一次) [K], not checked against the official text; states and stay limits are the house's [D]",
  steps: [
    { id: "collect", name: { zh: "差评采集", en: "Collect" } },
    { id: "dispatch", name: { zh: "交办", en: "Hand over" } },
    { id: "handle", name: { zh: "整改", en: "Put right" } },
    { id: "callback", name: { zh: "回访", en: "Call back" } },
    { id: "evaluate", name: { zh: "评价", en: "Evaluate" } },
  ],
  start: "reported",
  states: [
    {
      id: "reported",
      name: { zh: "差评收到", en: "Received" },
      step: "collect",
      limit: { amount: 4, in: "workHours" },
    },
    {
      id: "following",
      name: { zh: "已交办", en: "Handed over" },
      step: "dispatch",
      limit: { amount: 4, in: "workHours" },
    },
    { id: "handling", name: { zh: "整改中", en: "Putting right" }, step: "handle" },
    {
      id: "calling-back",
      name: { zh: "待回访", en: "To be called back" },
      step: "callback",
      limit: { amount: 1, in: "workDays" },
      late: "supervise",
    },
    { id: "closed", name: { zh: "已办结", en: "Closed" }, step: "evaluate", end: "closed" },
    { id: "rejected", name: { zh: "非有效差评", en: "Not valid" }, step: "collect", side: true, end: "rejected" },
    {
      id: "returned",
      name: { zh: "已退回", en: "Returned" },
      step: "dispatch",
      side: true,
      limit: { amount: 4, in: "workHours" },
    },
    { id: "voided", name: { zh: "已作废", en: "Voided" }, step: "evaluate", side: true, end: "voided" },
  ],
  actions: [
    {
      id: "follow-up",
      name: { zh: "交办", en: "Hand over" },
      from: ["reported", "returned"],
      to: "following",
      permission: "case.dispatch",
      fields: [unit, units, note],
      effects: ["register", "dispatch"],
    },
    { ...common.reject, name: { zh: "认定无效", en: "Not valid" }, from: ["reported"], to: "rejected" },
    { ...common.acknowledge, name: { zh: "接收", en: "Acknowledge" }, from: ["following"], to: "handling" },
    { ...common.return, from: ["following", "handling"], to: "returned" },
    { ...common.extendOnce, from: ["following", "handling"], to: null },
    { ...common.feedback, name: { zh: "整改完成", en: "Put right" }, from: ["handling"], to: "calling-back" },
    { ...common.rework, name: { zh: "重新整改", en: "Rework" }, from: ["calling-back"], to: "handling" },
    {
      id: "call-back",
      name: { zh: "回访办结", en: "Called back, close" },
      from: ["calling-back"],
      to: "closed",
      permission: "case.check",
      fields: [result, rating],
      guards: [{ is: "otherPerson", action: "feedback" }],
      effects: ["close", "rate"],
    },
    { ...common.supervise, to: null },
    { ...common.reopen, name: { zh: "重新办理", en: "Reopen" }, from: ["closed"], to: "returned" },
    { ...common.void, to: "voided" },
  ],
});
