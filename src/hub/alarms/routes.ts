// Alarms over HTTP: lists, one in full, the rate board, CAP out, and what people do to them.

import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Actor } from "../../twin/access/actor.ts";
import type { Deed } from "../../twin/alarms/alarm.ts";
import {
  alarmCommands,
  alarmFile,
  alarmFilter,
  alarmGroups,
  alarmList,
  alarmListQuery,
  alarmBoard as boardShape,
  commandAnswer,
  exceedanceQuery,
  exceedances,
} from "../../twin/alarms/shapes.ts";
import { addRoute, type Route } from "../api/api.ts";
import type { HubContext } from "../context.ts";
import type { Alarms } from "./alarms.ts";
import { alarmBoard } from "./board.ts";
import { capFeed, capXml } from "./capOut.ts";
import { type Command, carryOut } from "./commands.ts";
import { exceedancesAt } from "./exceedances.ts";
import { alarmFor, alarmInFull, listAlarms, listGroups } from "./query.ts";

const CAP_TYPE = "application/cap+xml; charset=utf-8";
const idOf = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
/** Severity from which alarms stand in the public feed: Ⅱ. */
const FEED_FROM = 4;
const FEED_MOST = 200;
/** Five hundred alarms with their versions, and a reason. */
const BODY_LIMIT = 128 * 1024;

export function addAlarmRoutes(app: FastifyInstance, context: HubContext, alarms: Alarms): void {
  const common = { tag: "alarms", permission: "alarm.see" } as const;
  addRoute(app, {
    ...common,
    method: "GET",
    path: "/alarms",
    summary: "Alarms, worst first, by pages; with counts of the whole filter",
    query: alarmListQuery,
    answer: alarmList,
    handle: ({ actor, query }) => listAlarms(context, actor, query),
  });
  addRoute(app, {
    ...common,
    method: "GET",
    path: "/alarms/groups",
    summary: "The same by groups of one cause, each led by its first out",
    query: alarmListQuery,
    answer: alarmGroups,
    handle: ({ actor, query }) => listGroups(context, actor, query),
  });
  addRoute(app, {
    ...common,
    method: "GET",
    path: "/alarms/board",
    summary: "What every desk has to bear: rates, standing, stale, chattering, most frequent (EEMUA 191)",
    answer: boardShape,
    handle: ({ actor }) => alarmBoard(context, actor, alarms.floodedDesks()),
  });
  addRoute(app, {
    ...common,
    method: "GET",
    path: "/alarms/exceedances",
    summary: "What went beyond its limits at an asset or in a place: by point, and each time by itself",
    query: exceedanceQuery,
    answer: exceedances,
    handle: ({ actor, query }) => exceedancesAt(context, actor, query),
  });
  addRoute(app, {
    ...common,
    method: "GET",
    path: "/alarms/cap",
    summary: "An Atom feed with a CAP 1.2 message of every open alarm of Ⅱ and worse",
    handle: async ({ actor, reply }) => {
      const filter = alarmFilter.parse({ severity: FEED_FROM });
      const list = await listAlarms(context, actor, { ...filter, sort: "severity", limit: FEED_MOST });
      return reply.type("application/atom+xml; charset=utf-8").send(capFeed(context, list.alarms, context.now()));
    },
  });
  addRoute(app, {
    ...common,
    method: "GET",
    path: "/alarms/:id",
    summary: "One alarm with its history and its group",
    params: idOf,
    answer: alarmFile,
    handle: ({ actor, params }) => alarmInFull(context, actor, params.id),
  });
  addRoute(app, {
    ...common,
    method: "GET",
    path: "/alarms/:id/cap",
    summary: "One alarm as a CAP 1.2 message",
    params: idOf,
    handle: async ({ actor, params, reply }) =>
      reply.type(CAP_TYPE).send(capXml(context, await alarmFor(context, actor, params.id))),
  });

  const carry = async (actor: Actor, command: Command) => {
    const { answer, done } = await carryOut(context, actor, command);
    alarms.changed(done);
    return answer;
  };
  const post = <B extends z.ZodType>(
    path: string,
    summary: string,
    permission: Route<undefined, undefined, B>["permission"],
    body: B,
    command: (body: z.output<B>) => Command,
  ): void =>
    addRoute(app, {
      method: "POST",
      path: `/alarms/${path}`,
      summary,
      tag: "alarms",
      permission,
      body,
      bodyLimit: BODY_LIMIT,
      answer: commandAnswer,
      handle: ({ actor, body: given }) => carry(actor, command(given as z.output<B>)),
    });
  const { acknowledge, shelve, unshelve, suppress, reset, comment } = alarmCommands;
  post("acknowledge", "Seen, and in hand", "alarm.acknowledge", acknowledge, (body) => ({
    deed: "acknowledge",
    ...body,
  }));
  post("shelve", "Put aside for a time, with a reason", "alarm.shelve", shelve, ({ reason, ...body }) => ({
    deed: "shelve",
    text: reason,
    ...body,
  }));
  post("unshelve", "Take from the shelf", "alarm.shelve", unshelve, (body) => ({ deed: "unshelve", ...body }));
  const turned =
    (on: Deed, off: Deed) => (body: { key: string; alarms: Command["alarms"]; on: boolean; reason: string }) => ({
      key: body.key,
      alarms: body.alarms,
      deed: body.on ? on : off,
      text: body.reason,
    });
  post(
    "out-of-service",
    "Take out of service, or back into it",
    "alarm.configure",
    alarmCommands["out-of-service"],
    turned("out-of-service", "in-service"),
  );
  post("suppress", "Leave out by design, or no more", "alarm.configure", suppress, turned("suppress", "unsuppress"));
  post("reset", "Reset a latch whose cause is gone", "alarm.configure", reset, ({ reason, ...body }) => ({
    deed: "reset",
    text: reason,
    ...body,
  }));
  post("comment", "Say something of it", "alarm.acknowledge", comment, (body) => ({ deed: "comment", ...body }));
}
