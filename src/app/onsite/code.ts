// What a code on an asset says: the asset's own code, or an address of this app that names a node or a case. Only ever looked up, never followed.

export type Scanned = { is: "node"; code: string } | { is: "case"; id: number } | { is: "nothing" };

/** Longest text of a code that can be one of ours. */
const LONGEST = 2000;

/** Addresses count from whatever host they name: the label on a pump outlives the name of a server. */
export function readCode(text: string): Scanned {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > LONGEST) return { is: "nothing" };
  if (!/^https?:\/\//i.test(trimmed)) {
    // urn:yw:CODE as feeds write it, or the code alone.
    const code = trimmed.slice(trimmed.lastIndexOf(":") + 1).trim();
    return code === "" || /\s/.test(code) ? { is: "nothing" } : { is: "node", code };
  }
  let query: URLSearchParams;
  try {
    query = new URL(trimmed).searchParams;
  } catch {
    return { is: "nothing" };
  }
  const id = query.get("case") ?? "";
  if (/^[1-9]\d{0,15}$/.test(id)) return { is: "case", id: Number(id) };
  const code = query.get("node");
  return code ? { is: "node", code } : { is: "nothing" };
}
