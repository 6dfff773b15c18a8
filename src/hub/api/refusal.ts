// A refusal a person can do something about: an HTTP status, a word for programs and the page's language, and English with the mend.

export class Refusal extends Error {
  /**
   * @param statusCode 400 bad input, 401 not signed in, 403 not allowed, 404 not there (or not theirs to know), 409 somebody was
   * first, 413 too large, 415 wrong type, 422 against the rules, 429 too often
   * @param code word such as stale-version; the page has it as refusal.CODE in both languages
   * @param message English: what happened → what to do
   * @param params figures and names for the page's own words
   * @param more goes into the answer as it is, such as the newer state of a case
   */
  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly params: Readonly<Record<string, string | number>> = {},
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** Somebody may not do this here; what they may not know of is "not there" instead. */
export const notAllowed = (deed: string): Refusal =>
  new Refusal(403, "not-allowed", `not allowed: ${deed} → ask an administrator for a role that may`, { deed });

export const notThere = (what: string): Refusal =>
  new Refusal(404, "not-there", `${what} is not there, or not yours to see`, { what });
