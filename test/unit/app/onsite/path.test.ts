// A task as one path through the catalogue's own flow: which step is next, what is done, what only waits.

import { describe, expect, it } from "vitest";
import { type PathStep, pathOf } from "../../../../src/app/onsite/path.ts";
import type { OutboxItem } from "../../../../src/app/outbox/item.ts";
import type { CaseFile } from "../../../../src/twin/cases/shapes.ts";
import { FLOWS } from "../../../../src/twin/catalogues/flows/flows.ts";

const flow = FLOWS.find(({ id }) => id === "everyday");
const offer = (id: string, code?: string): CaseFile["offered"][number] => ({
  id,
  name: { zh: id },
  to: null,
  fields: [],
  refused: code ? { code, reason: code, params: {} } : null,
});
const file = (events: [string, number][], photos: number[] = []): CaseFile =>
  ({
    id: 7,
    tasks: [],
    events: events.map(([action, at]) => ({ action, at })),
    photos: photos.map((at) => ({ at })),
  }) as unknown as CaseFile;
const words = (path: PathStep[] | null): string => (path ?? []).map(({ step, is }) => `${step} ${is}`).join(", ");
const waiting = (deed: OutboxItem["deed"]): OutboxItem[] => [{ caseId: 7, seq: 1, refused: null, deed } as OutboxItem];

describe("the path of a task", () => {
  const handling = [offer("handle"), offer("feedback", "photos-missing"), offer("feedback-co", "not-your-task")];

  it("begins with accepting", () => {
    const path = pathOf(
      file([["dispatch", 1]]),
      flow,
      [offer("acknowledge"), offer("acknowledge-co", "not-your-task")],
      [],
    );
    expect(words(path)).toBe("accept next, work later, photo later, submit later");
    expect(path?.[0].action).toBe("acknowledge");
  });
  it("goes on by what the hub has, and ends with feedback", () => {
    expect(words(pathOf(file([["dispatch", 1]]), flow, handling, []))).toBe(
      "accept done, work next, photo later, submit later",
    );
    const worked = file(
      [
        ["dispatch", 1],
        ["handle", 2],
      ],
      [3],
    );
    const path = pathOf(worked, flow, [offer("handle"), offer("feedback")], []);
    expect(words(path)).toBe("accept done, work done, photo done, submit next");
    expect(path?.[3].action).toBe("feedback");
  });
  it("says of what waits in the outbox that it waits", () => {
    const deed = {
      kind: "action",
      action: "acknowledge",
      name: { zh: "" },
      to: "handling",
      version: 3,
      fields: {},
    } as const;
    expect(words(pathOf(file([["dispatch", 1]]), flow, handling, waiting(deed)))).toBe(
      "accept waiting, work next, photo later, submit later",
    );
  });
  it("begins anew with a rework: earlier pictures and records do not count", () => {
    const again = file(
      [
        ["dispatch", 1],
        ["handle", 2],
        ["feedback", 4],
        ["rework", 5],
      ],
      [3],
    );
    expect(words(pathOf(again, flow, handling, []))).toBe("accept done, work next, photo later, submit later");
  });
  it("is nobody's who has no task in the case", () => {
    expect(
      pathOf(file([["dispatch", 1]]), flow, [offer("check"), offer("acknowledge", "not-your-task")], []),
    ).toBeNull();
  });
});
