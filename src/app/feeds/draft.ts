// A first draft of a feed from one unknown message: which parts of its topic vary, where its numbers and times are.

/** A choice of the form. */
export interface Draft {
  topic: string;
  /** By level of the topic: whether it names the device and differs from message to message. */
  varying: readonly boolean[];
  /** Dot path, "" for a bare number. */
  value: string;
  /** Dot path, "" for the time of arrival. */
  time: string;
  unit: string;
  /** Code of the point this message is of; null when the varying level is the code itself. */
  code: string | null;
}

const MOST_PATHS = 200;
const DEEPEST = 8;
/** Numbers from here on are taken for epoch seconds or milliseconds: 9 September 2001. */
const FIRST_EPOCH = 1e9;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** Dot paths of numbers and of what looks like a time. Both are empty for what is no JSON. */
export function pathsOf(payload: string): { numbers: string[]; times: string[] } {
  const found = { numbers: [] as string[], times: [] as string[] };
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    return found;
  }
  const walk = (value: unknown, path: string, deep: number): void => {
    if (found.numbers.length + found.times.length >= MOST_PATHS || deep > DEEPEST) return;
    if (typeof value === "number" || typeof value === "boolean") {
      if (typeof value === "number" && value >= FIRST_EPOCH) found.times.push(path);
      else found.numbers.push(path);
    } else if (typeof value === "string") {
      if (ISO.test(value)) found.times.push(path);
      else if (value.trim() !== "" && Number.isFinite(Number(value))) found.numbers.push(path);
    } else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, path === "" ? key : `${path}.${key}`, deep + 1);
  };
  walk(json, "", 0);
  return found;
}

/** @param codeOf the code a part of the topic is, undefined for none */
export function draftOf(topic: string, payload: string, codeOf: (part: string) => string | undefined): Draft {
  const levels = topic.split("/");
  const own = levels.findIndex((level) => codeOf(level) !== undefined);
  const { numbers, times } = pathsOf(payload);
  return {
    topic,
    varying: levels.map((_, i) => i === own),
    value: numbers[0] ?? "",
    time: times[0] ?? "",
    unit: "",
    code: null,
  };
}

/** The parts that vary, as they are in this topic. */
export const deviceOf = ({ topic, varying }: Draft): string =>
  topic
    .split("/")
    .filter((_, i) => varying[i])
    .join("/");

/** The feed a draft stands for, as scene.json has it. @param taken ids of feeds there are */
export function feedOf(draft: Draft, taken: ReadonlySet<string>): Record<string, unknown> {
  const { topic, varying, value, time, unit, code } = draft;
  const levels = topic.split("/");
  const captures = levels.flatMap((_, i) => (varying[i] ? [`{part${i + 1}}`] : []));
  const device = deviceOf(draft);
  // Without a part that varies the feed is of this one topic and this one point.
  const node = captures.length > 0 ? captures.join("/") : (code ?? "");
  return {
    id: idOf(levels, varying, taken),
    name: { zh: topic, en: topic },
    convention: "json",
    topic: levels.map((level, i) => (varying[i] ? `{part${i + 1}}` : level)).join("/"),
    origin: "live",
    readings: [{ node, value, ...(time ? { time } : {}), ...(unit.trim() ? { unit: unit.trim() } : {}) }],
    ...(captures.length > 0 && code !== null ? { nodes: { [device]: code } } : {}),
  };
}

/** An id from the fixed parts of the topic that no feed has. */
function idOf(levels: readonly string[], varying: readonly boolean[], taken: ReadonlySet<string>): string {
  const words = levels
    .filter((_, i) => !varying[i])
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  const stem = `map-${words}`.replace(/-+/g, "-").replace(/-$/, "").slice(0, 40);
  for (let n = 1; ; n++) {
    const id = n === 1 ? stem : `${stem}-${n}`;
    if (!taken.has(id)) return id;
  }
}
