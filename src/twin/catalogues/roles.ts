// Roles of city operation. Posts as GB/T 30428 names them [K]; what each may do is the house's own reading [D].

import type { Role } from "../scene/access.ts";

const look = ["city.see", "alarm.see", "case.see"] as const;

export const ROLE_CATALOGUE: { id: string; version: string; standardRef: string; roles: readonly Role[] } = {
  id: "roles",
  version: "2026-11",
  standardRef:
    "posts after GB/T 30428 digital urban management [K, not checked against the text]; permissions of each post [D]; administration and audit kept apart [D]",
  roles: [
    {
      id: "administrator",
      name: { zh: "系统管理员", en: "Administrator" },
      permissions: [...look, "alarm.configure", "feed.change", "people.manage", "hub.see"],
      unitBound: false,
    },
    {
      id: "dispatcher",
      name: { zh: "派遣员", en: "Dispatcher" },
      permissions: [
        ...look,
        "alarm.acknowledge",
        "alarm.shelve",
        "case.report",
        "case.dispatch",
        "case.defer",
        "assessment.see",
        "data.reveal",
      ],
      unitBound: false,
    },
    {
      id: "registrar",
      name: { zh: "受理员", en: "Registrar, hotline operator" },
      permissions: [...look, "case.report", "case.register", "case.close", "case.rate", "case.import", "data.reveal"],
      unitBound: false,
    },
    {
      id: "field-worker",
      name: { zh: "处置人员", en: "Field worker" },
      permissions: [...look, "case.report", "case.handle"],
      unitBound: true,
    },
    {
      id: "unit-officer",
      name: { zh: "单位负责人", en: "Unit officer" },
      permissions: [
        ...look,
        "alarm.acknowledge",
        "alarm.shelve",
        "case.report",
        "case.handle",
        "case.defer",
        "assessment.see",
      ],
      unitBound: true,
    },
    {
      id: "inspector",
      name: { zh: "核查员", en: "Inspector" },
      permissions: [...look, "case.report", "case.check", "case.close"],
      unitBound: false,
    },
    {
      id: "arbiter",
      name: { zh: "督查员", en: "Arbiter" },
      permissions: [...look, "case.arbitrate", "case.defer", "case.supervise", "case.void", "assessment.see"],
      unitBound: false,
    },
    {
      id: "leader",
      name: { zh: "领导", en: "Leader" },
      permissions: [
        ...look,
        "assessment.see",
        "case.supervise",
        "case.export",
        "opsMode.switch",
        "plan.launch",
        "scenario.see",
        "data.reveal",
        "hub.see",
        "audit.see",
      ],
      unitBound: false,
    },
    {
      id: "analyst",
      name: { zh: "评价员", en: "Analyst" },
      permissions: [...look, "assessment.see", "case.export", "scenario.see"],
      unitBound: false,
    },
    {
      id: "planner",
      name: { zh: "规划师", en: "Planner" },
      permissions: [...look, "assessment.see", "scenario.see", "scenario.edit"],
      unitBound: false,
    },
    {
      id: "auditor",
      name: { zh: "审计员", en: "Auditor" },
      permissions: ["city.see", "audit.see", "audit.export"],
      unitBound: false,
    },
    {
      id: "observer",
      name: { zh: "观察员", en: "Observer" },
      permissions: [...look, "assessment.see", "scenario.see"],
      unitBound: false,
    },
  ],
};
