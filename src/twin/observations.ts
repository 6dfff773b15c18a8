// Kept observations as columns, in order of source time: what the hub's history gives and a replay takes (a YWC1 column file).

import { decodeColumns, encodeColumns } from "./columns.ts";

/** Rows of equal length, by source time. */
export interface ObservationColumns {
  /** Source time, ms since 1970. */
  time: Float64Array;
  slot: Uint32Array;
  /** In the kind's unit; NaN for a bad value. */
  value: Float32Array;
  severity: Uint8Array;
  /** Bits of FLAG as they were kept. */
  flags: Uint8Array;
}

export const encodeObservations = ({ time, slot, value, severity, flags }: ObservationColumns): Uint8Array =>
  encodeColumns({ time, slot, value, severity, flags }, { kind: "observations" });

/** @throws Error when the bytes are no column file, or columns are missing or of unequal length */
export function decodeObservations(bytes: ArrayBuffer): ObservationColumns {
  const { columns } = decodeColumns(bytes);
  const { time, slot, value, severity, flags } = columns as unknown as ObservationColumns;
  const rows = time instanceof Float64Array ? time.length : -1;
  for (const column of [slot, value, severity, flags])
    if (column?.length !== rows) throw new Error("observations: columns are missing or of unequal length");
  return { time, slot, value, severity, flags };
}
