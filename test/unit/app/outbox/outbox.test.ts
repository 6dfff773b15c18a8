// The order of the outbox, the versions of what waits in one case, and what may be done after it.

import { describe, expect, it } from "vitest";
import { HubRefusal } from "../../../../src/app/api.ts";
import { deliver } from "../../../../src/app/outbox/deliver.ts";
import {
  born,
  type Deed,
  isUnborn,
  nextOf,
  type OutboxItem,
  type Outcome,
  offeredAhead,
  rebased,
  versionAhead,
} from "../../../../src/app/outbox/item.ts";
import { outcomeOf } from "../../../../src/app/outbox/post.ts";
import type { CaseFile } from "../../../../src/twin/cases/shapes.ts";
import { FLOWS } from "../../../../src/twin/catalogues/flows/flows.ts";

const message: Deed = { kind: "message", text: "到了" };
const photo: Deed = { kind: "photo", type: "image/png", bytes: new ArrayBuffer(4), place: null };
const action = (id: string, version: number, to: string | null = null): Deed => ({
  kind: "action",
  action: id,
  name: { zh: id },
  to,
  version,
  fields: {},
});
const REFUSED = { status: 409, code: "stale-version", words: "", params: {} };
const item = (seq: number, caseId: number, deed: Deed = message): OutboxItem => ({
  seq,
  person: "demo:field-worker",
  key: `key ${seq}`,
  caseId,
  number: "A-1",
  title: "积水",
  deed,
  at: 1000 + seq,
  tries: 0,
  refused: null,
});

/** Delivers to a hub that answers as told; @returns what was sent, in order, and what is left */
async function delivered(items: OutboxItem[], answers: Record<number, Outcome["is"]>) {
  let left = items;
  const sent: number[] = [];
  const reached = await deliver({
    items: async () => left,
    send: async ({ seq }) => {
      sent.push(seq);
      const is = answers[seq] ?? "done";
      return is === "no" ? { is, refused: REFUSED, error: null } : is === "done" ? { is, answer: null } : { is };
    },
    ended: async ({ seq }, outcome) => {
      if (outcome.is === "done") left = left.filter((one) => one.seq !== seq);
      if (outcome.is === "no") left = left.map((one) => (one.seq === seq ? { ...one, refused: REFUSED } : one));
    },
  });
  return { sent, reached, left: left.map(({ seq }) => seq) };
}

describe("what waits", () => {
  const items = [item(1, 7), item(2, 8), item(3, 7), item(4, 8)];

  it("is sent in the order it was done", async () => {
    expect(await delivered([...items].reverse(), {})).toEqual({ sent: [1, 2, 3, 4], reached: true, left: [] });
  });
  it("of other cases goes on when one is refused, of the same case waits for the decision", async () => {
    const first = await delivered(items, { 1: "no" });
    expect(first).toEqual({ sent: [1, 2, 4], reached: true, left: [1, 3] });
    expect(nextOf([{ ...items[0], refused: REFUSED }, items[2]], -1, new Set())).toBeUndefined();
  });
  it("is left alone in its case while the hub is in trouble with one of it", async () => {
    expect(await delivered(items, { 2: "later" })).toEqual({ sent: [1, 2, 3], reached: true, left: [2, 4] });
  });
  it("stays in order when nobody is reached", async () => {
    expect(await delivered(items, { 2: "away" })).toEqual({ sent: [1, 2], reached: false, left: [2, 3, 4] });
  });
});

describe("a case that waits to be reported", () => {
  const report: Deed = {
    kind: "report",
    report: {
      source: "map",
      classKind: "component",
      classCode: "0103",
      title: "积水",
      description: "",
      separate: false,
    },
  };
  const waiting = [item(1, -5, report), item(2, 8), item(3, -5, photo), item(4, -5, photo)];

  it("goes before its photos, which wait with it; other cases go on", async () => {
    expect(isUnborn(-5) && !isUnborn(8)).toBe(true);
    expect(await delivered(waiting, { 1: "later" })).toEqual({ sent: [1, 2], reached: true, left: [1, 3, 4] });
  });
  it("gives its photos the case that is then there, in their order, and goes itself", () => {
    const then = born(waiting, -5, { id: 12, number: "A-12" });
    expect(then.map(({ seq, caseId, number, key }) => [seq, caseId, number, key])).toEqual([
      [3, 12, "A-12", "key 3"],
      [4, 12, "A-12", "key 4"],
    ]);
  });
});

describe("an answer of the hub", () => {
  const refusal = (status: number, code: string) =>
    outcomeOf(new HubRefusal(status, code, "words", { params: { n: 1 } }));
  it("stops a deed only when it is about the deed", () => {
    expect(refusal(409, "stale-version")).toMatchObject({
      is: "no",
      refused: { code: "stale-version", params: { n: 1 } },
    });
    for (const status of [400, 403, 404, 422]) expect(refusal(status, "x").is).toBe("no");
    for (const status of [401, 429, 500, 503]) expect(refusal(status, "x").is).toBe("later");
    expect(outcomeOf(new TypeError("Failed to fetch")).is).toBe("away");
  });
});

describe("versions of what waits in a case", () => {
  const file = { id: 7, version: 3 };
  it("rise by one with each action before it, not with words and pictures, nor with other cases", () => {
    expect(versionAhead(file, [])).toBe(3);
    expect(versionAhead(file, [item(1, 7), item(2, 7, photo), item(3, 8, action("a", 9))])).toBe(3);
    expect(versionAhead(file, [item(1, 7, action("a", 3)), item(2, 7), item(4, 7, action("b", 4))])).toBe(5);
  });
  it("are kept from the first try while the case's file grows newer under them", () => {
    expect(versionAhead({ id: 7, version: 4 }, [item(1, 7, action("a", 3))])).toBe(4);
  });
  it("begin anew from the newest when one is tried again, with keys of their own", () => {
    const before = [
      { ...item(1, 7, action("a", 3)), refused: REFUSED },
      item(2, 7),
      item(3, 8, action("c", 1)),
      item(4, 7, action("b", 4)),
    ];
    let count = 0;
    const after = rebased(before, 7, 1, 6, () => `new ${++count}`);
    expect(
      after.map(({ seq, key, deed, refused }) => [seq, key, deed.kind === "action" && deed.version, refused]),
    ).toEqual([
      [1, "new 1", 6, null],
      [2, "key 2", false, null],
      [4, "new 2", 7, null],
    ]);
  });
});

describe("what may be done after what waits", () => {
  const flow = FLOWS.find(({ id }) => id === "everyday");
  const offer = (id: string, code?: string) => ({
    id,
    name: { zh: id },
    to: null,
    fields: [],
    refused: code ? { code, reason: code, params: { needed: 1, count: 0 } } : null,
  });
  const file = (offered: CaseFile["offered"], state = "dispatched", co: "done" | "assigned" = "done") =>
    ({
      id: 7,
      state,
      offered,
      photos: [],
      tasks: [{ role: "co", state: co }],
      events: [],
    }) as unknown as CaseFile;
  const ids = (list: CaseFile["offered"], open = true) =>
    list.filter(({ refused }) => !refused === open).map(({ id }) => id);
  const may = (permission: string) => permission === "case.handle";
  const lead = [offer("acknowledge"), offer("acknowledge-co", "not-your-task"), offer("feedback-co", "not-your-task")];

  it("is what the hub offers while nothing waits in the case", () => {
    expect(offeredAhead(file(lead), flow, [item(1, 8)], may)).toBe(lead);
  });
  it("is feedback once a photo waits that was missing", () => {
    const missing = file([offer("feedback", "photos-missing")], "handling");
    expect(ids(offeredAhead(missing, flow, [item(1, 7, photo)], may))).toEqual(["feedback"]);
  });
  it("after accepting is recording and, with a photo, feedback of the same unit", () => {
    const accepted = item(1, 7, action("acknowledge", 3, "handling"));
    const ahead = offeredAhead(file(lead), flow, [accepted], may);
    expect(ids(ahead)).toContain("handle");
    expect(ids(ahead, false)).toEqual(["feedback"]);
    expect(ids(ahead)).not.toContain("feedback-co");
    expect(ids(ahead)).not.toContain("acknowledge");
    expect(ids(offeredAhead(file(lead), flow, [accepted, item(2, 7, photo)], may))).toContain("feedback");
  });
  it("is no feedback while another unit's work is open, and nothing once one's own is done or refused", () => {
    const accepted = item(1, 7, action("acknowledge", 3, "handling"));
    const open = file(lead, "dispatched", "assigned");
    expect(ids(offeredAhead(open, flow, [accepted, item(2, 7, photo)], may))).not.toContain("feedback");
    expect(offeredAhead(file(lead), flow, [accepted, item(2, 7, action("feedback", 4, "feedback"))], may)).toEqual([]);
    expect(offeredAhead(file(lead), flow, [{ ...accepted, refused: REFUSED }], may)).toEqual([]);
  });
});
