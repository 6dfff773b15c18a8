// Who a token or cookie is of, right now: kept for a moment so that no request waits for the database, forgotten at once when people change.

import type { IncomingHttpHeaders } from "node:http";
import fastifyCookie from "@fastify/cookie";
import type { Actor } from "../../twin/access/actor.ts";
import { resolveGrant } from "../../twin/access/roles.ts";
import type { GrantSpec, Role } from "../../twin/scene/access.ts";
import type { Scene } from "../../twin/scene/schema.ts";
import { isOfThisMachine } from "./origin.ts";
import type { People } from "./people.ts";
import type { Sessions } from "./sessions.ts";
import type { AccessTokens } from "./tokens.ts";

/** What another hub has changed is known here after this long, ms. */
const FRESH_MS = 2000;
const DEMO_PREFIX = "demo:";

/** What a request says of itself, over HTTP or as an upgrade to a WebSocket. */
export interface Asking {
  headers: IncomingHttpHeaders;
  remoteAddress: string | undefined;
}

/** Somebody, and what the page needs to know beyond the actor. */
export interface Known extends Actor {
  kind: "person" | "demo" | "visitor";
  mustChange: boolean;
  nameEn?: string;
}

type DemoPerson = NonNullable<Scene["access"]["demo"]>[number];

export interface Names {
  access: string;
  refresh: string;
}
/** Cookies are shared by all ports of a host, so that each scene has its own. */
export const cookieNames = (sceneId: string): Names => ({
  access: `yiwang_${sceneId}_access`,
  refresh: `yiwang_${sceneId}_refresh`,
});

export const cookiesOf = (headers: IncomingHttpHeaders): Record<string, string | undefined> =>
  headers.cookie ? fastifyCookie.parse(headers.cookie) : {};

/** The grants of one who must first change the password: none. */
const NOTHING_YET: readonly never[] = [];

export class Directory {
  private readonly kept = new Map<string, { known: Known | null; at: number }>();
  private readonly names: Names;

  /** @param demo people of the demonstration; null where there is none, on whatever grounds */
  constructor(
    private readonly parts: {
      sceneId: string;
      city: string;
      roles: ReadonlyMap<string, Role>;
      people: People;
      sessions: Sessions;
      tokens: AccessTokens;
      demo: readonly DemoPerson[] | null;
      now(): number;
    },
  ) {
    this.names = cookieNames(parts.sceneId);
  }

  /** The demonstration's people, where the request may know of them. */
  demoFor(asking: Asking): readonly DemoPerson[] | null {
    return this.parts.demo && isOfThisMachine(asking.headers, asking.remoteAddress) ? this.parts.demo : null;
  }

  /** Who asks; null for a stranger. */
  async identify(asking: Asking): Promise<Known | null> {
    const bearer = /^Bearer (\S+)$/i.exec(asking.headers.authorization ?? "")?.[1];
    const token = bearer ?? cookiesOf(asking.headers)[this.names.access];
    const claims = token === undefined ? null : await this.parts.tokens.read(token);
    const known = claims && (await this.knownBy(claims.session));
    if (known && known.id === claims.person && (known.kind !== "demo" || this.demoFor(asking))) return known;
    // Whoever shows a token that is not good is told so, and is no visitor.
    const [visitor] = this.demoFor(asking) ?? [];
    return visitor && bearer === undefined ? { ...this.demoActor(visitor, ""), kind: "visitor" } : null;
  }

  /** Whose session it is; null when it is over, or theirs is no more. */
  async knownBy(session: string): Promise<Known | null> {
    const { now, sessions } = this.parts;
    const kept = this.kept.get(session);
    if (kept && now() - kept.at < FRESH_MS) return kept.known;
    const person = (await sessions.living([session])).get(session);
    const known = person === undefined ? null : await this.actorOf(person, session);
    if (this.kept.size > 50_000) this.kept.clear();
    this.kept.set(session, { known, at: now() });
    return known;
  }

  /** All is looked up anew. */
  forget(): void {
    this.kept.clear();
  }

  demoActor({ id, name, grants }: DemoPerson, session: string): Known {
    return {
      id: DEMO_PREFIX + id,
      name: name.zh,
      nameEn: name.en,
      session,
      kind: "demo",
      mustChange: false,
      grants: this.resolve(grants),
    };
  }

  private async actorOf(id: string, session: string): Promise<Known | null> {
    if (id.startsWith(DEMO_PREFIX)) {
      const one = this.parts.demo?.find((person) => DEMO_PREFIX + person.id === id);
      return one ? this.demoActor(one, session) : null;
    }
    const person = await this.parts.people.byId(id);
    if (!person?.enabled) return null;
    const { name, mustChange } = person;
    const grants = person.grants.map(({ unit, ...grant }) => ({ ...grant, ...(unit === null ? {} : { unit }) }));
    return { id, name, session, kind: "person", mustChange, grants: mustChange ? NOTHING_YET : this.resolve(grants) };
  }

  private resolve(grants: readonly GrantSpec[]): Actor["grants"] {
    return grants.map((grant) => resolveGrant(this.parts.roles, this.parts.city, grant));
  }
}
