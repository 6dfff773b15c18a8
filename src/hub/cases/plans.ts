// Contingency plans (预案): launched at a response level, a plan opens a case with everybody's tasks and may bring another mode.

import type { z } from "zod";
import { type Actor, may, scopesOf } from "../../twin/access/actor.ts";
import { classKey } from "../../twin/cases/caseClass.ts";
import { limitIn, startLimit } from "../../twin/cases/clocks.ts";
import { moveTo } from "../../twin/cases/decide.ts";
import type { planLaunch, planLaunched, planView } from "../../twin/cases/shapes.ts";
import { newTask } from "../../twin/cases/tasks.ts";
import { notAllowed, notThere, Refusal } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import { once } from "../command/once.ts";
import { newRecord, nextNumber } from "./birth.ts";
import { isGraver, maySwitch, type OpsModes } from "./opsMode.ts";
import type { CaseParts } from "./parts.ts";
import { insertCase, insertEvent, taskStatements } from "./rows.ts";
import { gramsOf, Params, scopeSql } from "./sql.ts";
import { rulesFor } from "./store.ts";
import { tallyStatements } from "./tally.ts";

type PlanView = z.output<typeof planView>;
type Launched = z.output<typeof planLaunched>;

export async function listPlans({ context }: CaseParts, actor: Actor): Promise<PlanView[]> {
  const params = new Params();
  const scope = scopeSql(scopesOf(actor, "case.see", context.nodes), params);
  const launches = await context.database.query<PlanView["launched"][number] & { plan: string }>(
    `select l.plan, l.case_id as "case", c.number, l.level, l.at, l.name from plan_launch l join city_case c on c.id = l.case_id
      where ${scope} order by l.id desc limit 200`,
    params.list,
  );
  return context.scene.cases.plans.map(({ id, name, eventType, levels }) => ({
    id,
    name,
    eventType,
    levels: levels.map(({ level, tasks, layers }) => ({ level, tasks: tasks.length, layers })),
    launched: launches.filter(({ plan }) => plan === id).map(({ plan: _, ...launch }) => launch),
  }));
}

/** @throws Refusal 403, 404 or 422 */
export async function launchPlan(
  parts: CaseParts,
  modes: OpsModes,
  actor: Actor,
  planId: string,
  { key, level, reason, node, alarm }: z.output<typeof planLaunch>,
): Promise<Launched> {
  const { context, places, catalogue, flows, time, alarms } = parts;
  const { nodes, database, scene } = context;
  const plan = scene.cases.plans.find(({ id }) => id === planId);
  if (!plan) throw notThere("plan");
  const at = context.now();
  const { result, again } = await once<Launched & { partition: number }>(
    database,
    actor,
    key,
    { planId, level, reason, node, alarm },
    at,
    async () => {
      const stage = plan.levels.find((one) => one.level === level);
      if (!stage)
        throw new Refusal(422, "no-such-level", "the plan has no such level → choose one of its levels", { level });
      const cause = alarm === undefined ? undefined : await alarms?.alarmOf(alarm, actor);
      if (alarm !== undefined && !cause)
        throw new Refusal(422, "no-such-alarm", "the alarm is not there, or not yours to see");
      const where = places.of({ node: node ?? cause?.node ?? nodes.columns.code[0] });
      if (!may(actor, "plan.launch", nodes, { slot: where.slot })) throw notAllowed("plan.launch");
      const ofClass = catalogue.classes.get(classKey(plan.classKind, plan.classCode));
      const flow = ofClass && flows.now(ofClass.flow);
      if (!ofClass || !flow) throw new Error(`plan ${plan.id} has no class or flow`);
      const before = await modes.now();
      const brings = isGraver(stage.opsMode, before) && maySwitch(actor, context) ? stage.opsMode : before;
      const { id, number } = await nextNumber(parts, at);
      const record = newRecord(
        {
          id,
          number,
          flow,
          ofClass,
          where,
          source: alarm === undefined ? "map" : "alarm",
          title: plan.name.zh,
          severity: 6 - level,
        },
        at,
      );
      // The tasks are taken in the time of the mode that the plan brings.
      const rules = await rulesFor(parts, record, brings);
      moveTo(rules, record, plan.state, flow.start, at);
      const tasks = [...stage.tasks]
        .sort((a, b) => Number(b.role === "lead") - Number(a.role === "lead"))
        .map(({ unit, role }) => newTask(unit, role, rules, at));
      Object.assign(record, startLimit(time, limitIn(ofClass.limits, brings), at), {
        registeredAt: at,
        responseLevel: level,
        leadUnit: tasks[0].unit,
        coUnits: tasks.slice(1).map(({ unit }) => unit),
        firstDispatchedAt: at,
      });
      const event = { at, from: null, to: record.state, person: actor.id, name: actor.name, unit: null };
      const words = stage.tasks.map(({ unit, text }) => `${unit}: ${text.zh}`).join("\n");
      return {
        statements: [
          insertCase(
            record,
            {
              description: `${reason}\n${words}`,
              grams: gramsOf(record.title),
              path: where.path,
              street: where.street,
              partition: where.partition,
              reporter: null,
              importRef: null,
            },
            tasks,
          ),
          ...taskStatements(id, [], tasks),
          insertEvent(id, 1, {
            ...event,
            action: "plan",
            fields: { plan: plan.id, level, reason, units: tasks.map(({ unit }) => unit), layers: stage.layers },
          }),
          ...(alarm === undefined
            ? []
            : [
                { sql: "insert into case_alarm (case_id, alarm_id) values ($1, $2)", params: [id, alarm] },
                ...(alarms ? [alarms.linkStatement(alarm, id)] : []),
              ]),
          ...tallyStatements(null, record, where.street, (when) => time.dayAt(when)),
          {
            sql: "insert into plan_launch (plan, level, case_id, at, person, name, reason) values ($1, $2, $3, $4, $5, $6, $7)",
            params: [plan.id, level, id, at, actor.id, actor.name, reason],
          },
          ...(brings === before ? [] : modes.statements(actor, { mode: brings, responseLevel: level, reason }, at)),
          auditStatement({
            at,
            actor,
            stage: "use",
            action: "plan.launch",
            object: `plan:${plan.id}`,
            place: where.path,
            detail: { level, reason, case: number, opsMode: brings },
          }),
        ],
        result: { case: id, number, opsMode: brings, partition: where.partition },
      };
    },
  );
  const { partition, ...answer } = result;
  if (!again) {
    parts.hints.changed(partition, result.case, 1);
    await modes.tell();
  }
  return answer;
}
