// What stops the reading of a source: where it is, what is wrong and how to mend it.

/** Something in the sources that stops its use: where, why and how to mend it. */
export class SourceError extends Error {
  constructor(
    readonly path: string,
    readonly reason: string,
    readonly mend: string,
  ) {
    super(`${path}: ${reason} → ${mend}`);
    this.name = "SourceError";
  }
}
