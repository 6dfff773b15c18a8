// The way of an exceedance of air or water: alarm, sources up the wind or the stream, dossier, task, field evidence, cleared.

import { flow } from "../../cases/flow.ts";
import { common } from "./common.ts";
import { note, reading } from "./words.ts";

export const exceedance = flow.parse({
  id: "exceedance",
  version: "2026.2",
  name: { zh: "超标溯源处置流程", en: "Exceedance" },
  mode: "everyday",
  standardRef:
    "生态云: alarm, tracing of sources, enterprise dossier, task, field evidence [K], not checked against the official text; states and stay limits are the house's [D]",
  steps: [
    { id: "alarm", name: { zh: "超标报警", en: "Alarm" } },
    { id: "trace", name: { zh: "溯源", en: "Trace" } },
    { id: "dossier", name: { zh: "一企一档", en: "Dossier" } },
    { id: "task", name: { zh: "任务", en: "Task" } },
    { id: "evidence", name: { zh: "现场取证", en: "Evidence" } },
    { id: "clear", name: { zh: "销号", en: "Clear" } },
  ],
  start: "reported",
  states: [
    { id: "reported", name: { zh: "超标报警", en: "Exceedance" }, step: "alarm", limit: { amount: 30, in: "minutes" } },
    { id: "tracing", name: { zh: "溯源中", en: "Tracing" }, step: "trace", limit: { amount: 2, in: "urgentHours" } },
    {
      id: "sourced",
      name: { zh: "已锁定来源", en: "Source found" },
      step: "dossier",
      limit: { amount: 2, in: "workHours" },
      late: "supervise",
    },
    {
      id: "dispatched",
      name: { zh: "已派任务", en: "Task given" },
      step: "task",
      limit: { amount: 1, in: "urgentHours" },
    },
    { id: "inspecting", name: { zh: "现场检查", en: "Inspecting" }, step: "evidence" },
    { id: "checking", name: { zh: "证据核查", en: "Checking" }, step: "clear", limit: { amount: 1, in: "workDays" } },
    { id: "closed", name: { zh: "已销号", en: "Cleared" }, step: "clear", end: "closed" },
    { id: "rejected", name: { zh: "设备或误报", en: "False alarm" }, step: "alarm", side: true, end: "rejected" },
    {
      id: "returned",
      name: { zh: "已退回", en: "Returned" },
      step: "task",
      side: true,
      limit: { amount: 2, in: "workHours" },
    },
    { id: "suspended", name: { zh: "整改期挂账", en: "Suspended" }, step: "evidence", side: true },
    { id: "voided", name: { zh: "已作废", en: "Voided" }, step: "clear", side: true, end: "voided" },
    { id: "joined", name: { zh: "已并案", en: "Joined" }, step: "alarm", side: true, end: "joined" },
  ],
  actions: [
    {
      id: "trace",
      name: { zh: "开始溯源", en: "Trace" },
      from: ["reported"],
      to: "tracing",
      permission: "case.register",
      fields: [
        {
          id: "way",
          name: { zh: "溯源方向", en: "Way" },
          type: "choice",
          required: true,
          choices: [
            { id: "upwind", name: { zh: "上风向", en: "up the wind" } },
            { id: "upstream", name: { zh: "上游", en: "up the stream" } },
          ],
        },
        note,
      ],
      effects: ["register"],
    },
    { ...common.reject, name: { zh: "排除误报", en: "False alarm" }, from: ["reported", "tracing"], to: "rejected" },
    { ...common.join, from: ["reported", "tracing"], to: "joined" },
    {
      id: "name-source",
      name: { zh: "锁定来源企业", en: "Name the source" },
      from: ["tracing"],
      to: "sourced",
      permission: "case.register",
      fields: [{ id: "enterprise", name: { zh: "企业", en: "Enterprise" }, type: "asset", required: true }, note],
    },
    {
      ...common.dispatch,
      name: { zh: "派任务", en: "Give the task" },
      from: ["tracing", "sourced", "returned"],
      to: "dispatched",
    },
    { ...common.acknowledge, from: ["dispatched"], to: "inspecting" },
    { ...common.acknowledgeCo, from: ["dispatched", "inspecting"], to: null },
    { ...common.return, from: ["dispatched", "inspecting"], to: "returned" },
    { ...common.feedbackCo, from: ["dispatched", "inspecting"], to: null },
    {
      ...common.feedbackProven,
      name: { zh: "提交现场证据", en: "Hand in evidence" },
      fields: [reading, ...common.feedbackProven.fields],
      from: ["inspecting"],
      to: "checking",
    },
    { ...common.extendOnce, from: ["dispatched", "inspecting"], to: null },
    { ...common.suspend, name: { zh: "整改期挂账", en: "Suspend" }, from: ["inspecting"], to: "suspended" },
    { ...common.resume, from: ["suspended"], to: "back" },
    { ...common.rework, name: { zh: "补充取证", en: "More evidence" }, from: ["checking"], to: "inspecting" },
    { ...common.supervise, to: null },
    { ...common.close, name: { zh: "销号", en: "Clear" }, from: ["checking"], to: "closed" },
    { ...common.reopen, from: ["closed"], to: "tracing" },
    { ...common.void, to: "voided" },
  ],
});
