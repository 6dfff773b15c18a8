// The manifest of the bench city: one kind, one feed of plain JSON.

export const SCENE_ID = "bench";
export const BENCH_MANIFEST = {
  id: SCENE_ID,
  name: { zh: "测试城" },
  adminCode: "339900",
  kinds: [
    {
      id: "level",
      level: "point",
      name: { zh: "水位" },
      field: "resilience",
      intervalSeconds: 600,
      limits: { high: [60, 75, 90, 95], deadband: 1 },
    },
  ],
  feeds: [
    {
      id: "json",
      name: { zh: "直报" },
      convention: "json",
      topic: "bench/json/{code}",
      origin: "live",
      readings: [{ node: "{code}", value: "v", time: "t" }],
    },
  ],
  live: { framesPerSecond: 10, subscribeAllBelow: 1_000_000 },
};
