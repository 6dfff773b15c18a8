// The indicators as a part of the hub: their figures now, from the live state, and how they went, from the database.

import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type Actor, may } from "../../twin/access/actor.ts";
import {
  baselinesAnswer,
  baselinesQuery,
  type IndicatorBaseline,
  type IndicatorFigure,
  indicatorSeries,
  indicatorSeriesQuery,
  indicatorsAnswer,
  indicatorsQuery,
} from "../../twin/indicatorShapes.ts";
import { computeIndicators } from "../../twin/indicators.ts";
import { LEVEL } from "../../twin/level.ts";
import type { Indicator } from "../../twin/scene/schema.ts";
import type { StateTable } from "../../twin/stateTable.ts";
import { addRoute } from "../api/api.ts";
import { notThere, Refusal } from "../api/refusal.ts";
import type { HubContext, HubPart } from "../context.ts";
import { baselinesOf } from "./baselines.ts";
import { COARSE_MS, IndicatorRecorder, KEPT } from "./recorder.ts";

/** Figures of a place are worked out again after this, ms. */
const FRESH_MS = 2000;
const MOST_VALUES = 2000;
/** Baselines of a place are worked out for every so often, ms. */
const BASELINE_STEP_MS = 300_000;
const MOST_BASELINES = 500;

export class Indicators implements HubPart {
  readonly recorder: IndicatorRecorder;
  /** Highest data grade among the points of each kind. */
  private readonly gradeOfKind: Uint8Array;
  private readonly known = new Map<number, { at: number; figures: IndicatorFigure[] }>();
  /** By place and time. */
  private readonly baselinesKnown = new Map<string, Promise<IndicatorBaseline[]>>();

  constructor(
    private readonly context: HubContext,
    private readonly state: StateTable,
  ) {
    const { nodes, scene } = context;
    const { kind, level, grade } = nodes.columns;
    this.gradeOfKind = new Uint8Array(scene.kinds.length).fill(1);
    for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++)
      if (level[slot] === LEVEL.point && kind[slot] < scene.kinds.length)
        this.gradeOfKind[kind[slot]] = Math.max(this.gradeOfKind[kind[slot]], grade[slot]);
    this.recorder = new IndicatorRecorder(context, state);
  }

  addRoutes(app: FastifyInstance): void {
    addRoute(app, {
      tag: "city",
      permission: "city.see",
      method: "GET",
      path: "/indicators",
      summary: "Every indicator of a place and of the places directly below it, now",
      query: indicatorsQuery,
      answer: indicatorsAnswer,
      handle: ({ actor, query }) => this.now(actor, query.place),
    });
    addRoute(app, {
      tag: "city",
      permission: "city.see",
      method: "GET",
      path: "/indicators/baselines",
      summary: "What the indicators of the city or a district usually are at this time of the day",
      query: baselinesQuery,
      answer: baselinesAnswer,
      handle: ({ actor, query }) => this.baselines(actor, query),
    });
    addRoute(app, {
      tag: "city",
      permission: "city.see",
      method: "GET",
      path: "/indicators/:id/series",
      summary: "How an indicator of the city or a district went",
      params: z.object({ id: z.string().max(60) }),
      query: indicatorSeriesQuery,
      answer: indicatorSeries,
      handle: ({ actor, params, query }) => this.series(actor, params.id, query),
    });
  }

  close(): Promise<void> {
    return this.recorder.close();
  }

  now(actor: Actor, code: string | undefined) {
    const { nodes } = this.context;
    const place = this.placeFor(actor, code);
    const below = nodes
      .childrenOf(place)
      .filter((slot) => slot < nodes.placeCount && may(actor, "city.see", nodes, { slot }));
    return {
      at: this.context.now(),
      place: nodes.columns.code[place],
      figures: this.figuresFor(actor, place),
      below: below.map((slot) => ({ place: nodes.columns.code[slot], figures: this.figuresFor(actor, slot) })),
    };
  }

  async series(actor: Actor, id: string, query: z.output<typeof indicatorSeriesQuery>) {
    const { nodes, scene, database } = this.context;
    const indicator = scene.indicators.find((one) => one.id === id);
    const place = this.placeFor(actor, query.place);
    if (!indicator || !may(actor, "city.see", nodes, { slot: place, grade: this.gradeOf(indicator) }))
      throw notThere(`indicator ${id}`);
    const { from, to } = query;
    if (to <= from) throw new Refusal(400, "bad-input", "from is not before to → swap them", { where: "query.from" });
    const code = nodes.columns.code[place];
    const written = place === 0 ? KEPT[0].stepMs : COARSE_MS;
    const age = this.context.now() - from;
    const stored = Math.max(written, KEPT.find(({ upToMs }) => age <= upToMs)?.stepMs ?? KEPT[2].stepMs);
    const stepMs = Math.max(stored, Math.ceil((to - from) / MOST_VALUES / stored) * stored);
    const rows = await database.query<{ t: number; v: number }>(
      `select min(time) as t, avg(value) as v from indicator_value
       where place = $1 and indicator = $2 and time >= $3 and time < $4 group by time / $5 order by 1`,
      [code, id, from, to, stepMs],
    );
    return { id, place: code, from, to, stepMs, t: rows.map(({ t }) => Number(t)), v: rows.map(({ v }) => v) };
  }

  async baselines(actor: Actor, query: z.output<typeof baselinesQuery>) {
    const { nodes, scene, database, now } = this.context;
    const slot = this.placeFor(actor, query.place);
    const place = nodes.columns.code[slot];
    const at = Math.floor(Math.min(query.at ?? now(), now()) / BASELINE_STEP_MS) * BASELINE_STEP_MS;
    const key = `${place} ${at}`;
    let asked = this.baselinesKnown.get(key);
    if (!asked) {
      if (this.baselinesKnown.size >= MOST_BASELINES) this.baselinesKnown.clear();
      asked = baselinesOf(database, scene.indicators, place, at);
      this.baselinesKnown.set(key, asked);
      asked.catch(() => this.baselinesKnown.delete(key));
    }
    const seen = new Set(
      scene.indicators
        .filter((indicator) => may(actor, "city.see", nodes, { slot, grade: this.gradeOf(indicator) }))
        .map(({ id }) => id),
    );
    return { at, place, baselines: (await asked).filter(({ id }) => seen.has(id)) };
  }

  private placeFor(actor: Actor, code: string | undefined): number {
    const { nodes } = this.context;
    const slot = code === undefined ? 0 : nodes.slotOf(code);
    if (slot < 0 || slot >= nodes.placeCount || !may(actor, "city.see", nodes, { slot }))
      throw notThere(`place ${code ?? nodes.columns.code[0]}`);
    return slot;
  }

  /** Those whose points' grade the person may see there. */
  private figuresFor(actor: Actor, slot: number): IndicatorFigure[] {
    const { nodes, scene } = this.context;
    return this.figuresOf(slot).filter((_, i) =>
      may(actor, "city.see", nodes, { slot, grade: this.gradeOf(scene.indicators[i]) }),
    );
  }

  private figuresOf(slot: number): IndicatorFigure[] {
    const { scene, nodes, now } = this.context;
    const known = this.known.get(slot);
    if (known && now() - known.at < FRESH_MS) return known.figures;
    const figures = computeIndicators(scene, nodes, this.state, slot).map(
      ({ id, value, n, newestTime, severity, liveness }) => ({ id, value, n, newestTime, severity, liveness }),
    );
    this.known.set(slot, { at: now(), figures });
    return figures;
  }

  private gradeOf({ compute }: Indicator): number {
    const { kinds } = this.context.scene;
    const used =
      compute.op === "aqi"
        ? (kind: { id: string }) => Object.values(compute.kinds).includes(kind.id)
        : (kind: { id: string; field: string }) =>
            (compute.kind === undefined || kind.id === compute.kind) &&
            (!("field" in compute) || compute.field === undefined || kind.field === compute.field);
    // How many there are and how many are in alarm are counts, which everybody who is signed in may see.
    if (compute.op === "count" || compute.op === "alarmCount" || compute.op === "onlineShare") return 1;
    return kinds.reduce((grade, kind, i) => (used(kind) ? Math.max(grade, this.gradeOfKind[i]) : grade), 1);
  }
}
