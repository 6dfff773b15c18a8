// Two projects: unit tests side by side, then browser tests two at a time: while one waits for its page the other's is drawn.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["verbose"],
    bail: 8,
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          globalSetup: ["test/support/pgliteTemplate.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: "100%",
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/support/pgliteTemplate.ts", "test/browser/support/setup.ts"],
          // Two browsers draw by software on two cores: what takes ten seconds alone may take a minute. A second try is for a browser
          // that stalled, not for a wrong result.
          testTimeout: 240_000,
          hookTimeout: 240_000,
          retry: 1,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
