// The people of the desk bench, in a process of their own: each reports a case and acts on it, one deed after another, on a connection of their own. URL NODE PEOPLE DEEDS

import { Agent, request } from "node:http";

/** What the people were told, and how long they waited. */
export interface Told {
  done: number;
  stale: number;
  other: number;
  seconds: number;
  /** ms a deed, in order of size. */
  waits: number[];
}

const ACTIONS: readonly [action: string, fields: object][] = [
  ["verify", {}],
  ["register", {}],
  ["dispatch", { unit: "drainage" }],
  ["acknowledge", {}],
  ["handle", { note: "在办" }],
  ["handle", { note: "在办" }],
  ["supervise", { reason: "急" }],
  ["handle", { note: "在办" }],
  ["supervise", { reason: "急" }],
];

const [url, node, people, deeds] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const told: Told = { done: 0, stale: 0, other: 0, seconds: 0, waits: [] };

function post(who: string, path: string, body: object): Promise<{ status: number; text: string }> {
  return new Promise((done, fail) => {
    const headers = { "content-type": "application/json", "x-person": who };
    request(`${url}${path}`, { method: "POST", agent, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("end", () => done({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString() }));
    })
      .on("error", fail)
      .end(JSON.stringify(body));
  });
}

async function deed(who: string, path: string, body: object): Promise<Record<string, never>> {
  const began = performance.now();
  const { status, text } = await post(who, path, { key: `${who}-${told.waits.length}-${began}`, ...body });
  told.waits.push(performance.now() - began);
  if (status === 200) told.done++;
  else if (status === 409) told.stale++;
  else told.other++;
  return JSON.parse(text);
}

async function work(who: string): Promise<void> {
  const report = { source: "map", classKind: "matter", classCode: "0506", title: who, node, separate: true };
  const { id, case: file } = await deed(who, "/cases", report);
  let { version } = file as { version: number };
  for (const [action, fields] of ACTIONS.slice(0, Number(deeds) - 1))
    version = (await deed(who, `/cases/${id}/actions`, { version, action, fields })).version;
}

const began = performance.now();
await Promise.all(Array.from({ length: Number(people) }, (_, i) => work(`worker-${i}`)));
told.seconds = (performance.now() - began) / 1000;
told.waits.sort((a, b) => a - b);
console.log(`told ${JSON.stringify(told)}`);
process.exit(0);
