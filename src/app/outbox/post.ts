// One deed on its way to the hub, and what its answer means for the outbox.

import { HubRefusal } from "../api.ts";
import { actOnCase, reportCase, sendMessage, sendPhoto } from "../cases/api.ts";
import type { OutboxItem, Outcome } from "./item.ts";

/** Answers that say nothing of the deed: tried again. 401: the sign-in is over, not the deed. */
const LATER: ReadonlySet<number> = new Set([401, 408, 425, 429]);

function request({ caseId, key, deed }: OutboxItem): Promise<unknown> {
  switch (deed.kind) {
    case "report":
      return reportCase({ ...deed.report, key });
    case "action":
      return actOnCase(caseId, { key, version: deed.version, action: deed.action, fields: { ...deed.fields } });
    case "message":
      return sendMessage(caseId, key, deed.text);
    case "photo":
      return sendPhoto(caseId, key, new Blob([deed.bytes], { type: deed.type }), deed.place);
  }
}

export async function post(item: OutboxItem): Promise<Outcome> {
  try {
    return { is: "done", answer: await request(item) };
  } catch (error) {
    return outcomeOf(error);
  }
}

/** @param error what asking the hub threw */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof HubRefusal)) return { is: "away" };
  const { status, code, message, body } = error;
  if (status >= 500 || LATER.has(status)) return { is: "later" };
  const params = (body.params ?? {}) as Record<string, string | number>;
  return { is: "no", refused: { status, code, words: message, params }, error };
}
