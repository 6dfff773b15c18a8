// A payload that cannot be read. The reason is shown to people beside the topic, so it says what was expected.

export class DecodeError extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = "DecodeError";
  }
}

/** UTF-8 text of a payload. @throws DecodeError when it is not UTF-8 */
export function textOf(payload: Uint8Array): string {
  try {
    return strictUtf8.decode(payload);
  } catch {
    throw new DecodeError("not UTF-8 text");
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/** A value as a reason shows it, at most 40 characters. Lists and objects by their sort alone: they may be nested without end. */
export function shown(raw: unknown): string {
  if (Array.isArray(raw)) return "a list";
  if (typeof raw === "object" && raw !== null) return "an object";
  return (JSON.stringify(raw) ?? "nothing").slice(0, 40);
}

/** @throws DecodeError with the parser's reason */
export function jsonOf(payload: Uint8Array): unknown {
  const text = textOf(payload);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DecodeError(`not JSON: ${(error as Error).message}`);
  }
}
