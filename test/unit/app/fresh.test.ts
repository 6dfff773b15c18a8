import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Fresh, keepFresh } from "../../../src/app/fresh.ts";
import { noteHint } from "../../../src/app/stores/hints.ts";

const PACE = { restMs: 400, everyMs: 15_000 };

describe("what is kept fresh", () => {
  let fresh: Fresh;
  let asked: { signal: AbortSignal; answer: () => void }[];
  const ask = (signal: AbortSignal): Promise<void> =>
    new Promise((answer) => {
      asked.push({ signal, answer });
    });
  /** Answers what was asked last. */
  const answer = async (): Promise<void> => {
    asked.at(-1)?.answer();
    await vi.advanceTimersByTimeAsync(0);
  };
  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    fresh = keepFresh("test", ask, PACE);
  });
  afterEach(() => {
    fresh.stop();
    vi.useRealTimers();
  });

  it("is asked at once, and after a hint's rest once for many hints", async () => {
    expect(asked).toHaveLength(1);
    await answer();
    for (let i = 0; i < 10; i++) noteHint("test");
    noteHint("another area");
    await vi.advanceTimersByTimeAsync(399);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(2);
  });

  it("is shown although it changes all the time: hints void no answer and put off no asking", async () => {
    let taken = 0;
    for (let i = 0; i < 50; i++) {
      noteHint("test");
      await vi.advanceTimersByTimeAsync(100);
      // Every answer takes longer than the time between two hints.
      if (i % 10 !== 9) continue;
      if (!asked.at(-1)?.signal.aborted) taken++;
      await answer();
    }
    expect(taken).toBe(5);
    expect(asked.length).toBeGreaterThanOrEqual(5);
  });

  it("is asked once more when something changed while it was asked", async () => {
    noteHint("test");
    noteHint("test");
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(1);
    await answer();
    await vi.advanceTimersByTimeAsync(400);
    expect(asked).toHaveLength(2);
  });

  it("is asked anew after a person's deed, and the older answer is not taken", async () => {
    fresh.anew();
    expect(asked).toHaveLength(2);
    expect(asked[0].signal.aborted).toBe(true);
    expect(asked[1].signal.aborted).toBe(false);
    asked[0].answer();
    noteHint("test");
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked, "one at a time, also when the older one answers late").toHaveLength(2);
  });

  it("is asked now and then without hints, and does not wait for ever for an answer", async () => {
    await answer();
    await vi.advanceTimersByTimeAsync(15_400);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked[1].signal.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(15_400);
    expect(asked).toHaveLength(3);
  });

  it("is over when it is stopped", async () => {
    fresh.stop();
    expect(asked[0].signal.aborted).toBe(true);
    noteHint("test");
    fresh.anew();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
  });
});
