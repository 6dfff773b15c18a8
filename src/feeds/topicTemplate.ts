// Templates such as city/air/{station} or urn:dev:{code}: match text into captures, and write text from captures.

/** Captured parts by name. */
export type Captures = Readonly<Record<string, string>>;

const CAPTURE = /\{([A-Za-z][A-Za-z0-9]*)\}/g;
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function compile(template: string, capture: string): RegExp {
  let source = "";
  let at = 0;
  const seen = new Set<string>();
  for (const hit of template.matchAll(CAPTURE)) {
    if (seen.has(hit[1])) throw new Error(`template "${template}": {${hit[1]}} stands twice`);
    seen.add(hit[1]);
    source += `${literally(template.slice(at, hit.index))}(?<${hit[1]}>${capture})`;
    at = hit.index + hit[0].length;
  }
  const rest = template.slice(at);
  if (/[{}]/.test(template.replace(CAPTURE, "")))
    throw new Error(`template "${template}": a brace that is no {capture} (letters and digits, such as {code})`);
  return new RegExp(`^${source}${literally(rest)}$`, "u");
}

/** A compiled topic template: literal levels, {captures} within one level, `#` at the end for the rest. */
export class TopicTemplate {
  /** The MQTT topic filter that takes in every topic the template can match. */
  readonly subscription: string;
  private readonly pattern: RegExp;

  /** @throws Error when the template is not one */
  constructor(readonly template: string) {
    const open = template === "#" || template.endsWith("/#");
    const head = open ? template.slice(0, -1) : template;
    if (head.includes("#") || head.includes("+"))
      throw new Error(`template "${template}": # only as the last level, and {captures} instead of +`);
    this.subscription = head
      .split("/")
      .map((level) => (level.includes("{") ? "+" : level))
      .join("/")
      .concat(open ? "#" : "");
    const pattern = compile(head, "[^/]+?");
    this.pattern = open ? new RegExp(pattern.source.slice(0, -1), "u") : pattern;
  }

  /** The captures of a topic, or undefined when it does not fit. */
  match(topic: string): Captures | undefined {
    const hit = this.pattern.exec(topic);
    return hit ? (hit.groups ?? {}) : undefined;
  }
}

/** A compiled name pattern: captures may hold any character, slashes too. */
export class NamePattern {
  private readonly pattern: RegExp;
  /** @throws Error when the pattern is not one */
  constructor(readonly template: string) {
    this.pattern = compile(template, ".+?");
  }

  match(name: string): Captures | undefined {
    const hit = this.pattern.exec(name);
    return hit ? (hit.groups ?? {}) : undefined;
  }
}

/** Names a template uses. */
export const capturesIn = (template: string): string[] => [...template.matchAll(CAPTURE)].map((hit) => hit[1]);

/** Writes a template with captures filled in, or undefined when one is missing. */
export function formatTemplate(template: string, captures: Captures): string | undefined {
  let complete = true;
  const text = template.replace(CAPTURE, (_, name: string) => {
    const value = Object.hasOwn(captures, name) ? captures[name] : undefined;
    if (value === undefined) complete = false;
    return value ?? "";
  });
  return complete ? text : undefined;
}

/** Whether every topic of filter `inner` is also one of filter `outer` (MQTT wildcards). */
export function filterCovers(outer: string, inner: string): boolean {
  const a = outer.split("/");
  const b = inner.split("/");
  for (let i = 0; i < a.length; i++) {
    if (a[i] === "#") return true;
    if (i >= b.length || b[i] === "#") return false;
    if (a[i] !== "+" && a[i] !== b[i]) return false;
  }
  return a.length === b.length;
}

/** The fewest of some filters that take in all of them: no topic is delivered twice for two of ours. */
export function fewestFilters(filters: readonly string[]): string[] {
  const unique = [...new Set(filters)];
  return unique.filter((filter) => !unique.some((other) => other !== filter && filterCovers(other, filter)));
}
