// Sign-in by the organisation's own accounts: OpenID Connect with PKCE; what a claim says decides what somebody may.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { jwtVerify, SignJWT } from "jose";
import * as client from "openid-client";
import { z } from "zod";
import { type GrantSpec, grantSpec } from "../../twin/scene/access.ts";
import { Refusal } from "../api/refusal.ts";
import type { Access } from "./access.ts";
import { cookiesOf } from "./directory.ts";
import { isLoopback, isSecure } from "./origin.ts";
import { loginOf, type Person } from "./people.ts";
import { giveCookies } from "./sessionRoutes.ts";

const PATH = "/api/session/oidc";
/** Time to sign in over there, s. */
const PATIENCE_S = 600;
const TYPE = "oidc+jwt";

export interface OidcSettings {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  /** What people call it. */
  name: string;
  scope: string;
  /** Claim whose values decide. */
  claim: string;
  /** Value of the claim → grants. */
  grants: Readonly<Record<string, readonly GrantSpec[]>>;
  /** Where browsers find this hub; without it as the request says. */
  publicUrl: string | null;
}

/** @returns null when none is configured @throws Error that names the variable and the mend */
export function oidcSettings(env: Readonly<Record<string, string | undefined>>): OidcSettings | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_GRANTS } = env;
  if (!OIDC_ISSUER) return null;
  if (!URL.canParse(OIDC_ISSUER)) throw new Error(`OIDC_ISSUER "${OIDC_ISSUER}" is not a URL → write https://…`);
  const issuer = new URL(OIDC_ISSUER);
  if (issuer.protocol !== "https:" && !isLoopback(issuer.hostname))
    throw new Error("OIDC_ISSUER is not https → tokens would travel in the clear");
  if (!OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET)
    throw new Error("OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is missing → set both beside OIDC_ISSUER");
  let json: unknown;
  try {
    json = JSON.parse(OIDC_GRANTS ?? "");
  } catch {
    json = undefined;
  }
  const grants = z.record(z.string(), z.array(grantSpec)).safeParse(json);
  if (!grants.success)
    throw new Error(
      'OIDC_GRANTS is not as asked → write {"VALUE OF THE CLAIM": [{"role": "observer", "clearance": 1}]}',
    );
  return {
    issuer,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    name: env.OIDC_NAME || issuer.hostname,
    scope: env.OIDC_SCOPE || "openid profile",
    claim: env.OIDC_CLAIM || "roles",
    grants: grants.data,
    publicUrl: env.PUBLIC_URL?.replace(/\/$/, "") || null,
  };
}

/** Grants for what a claim holds: one value or a list. */
export function grantsFor({ claim, grants }: Pick<OidcSettings, "claim" | "grants">, claims: object): GrantSpec[] {
  const held = (claims as Record<string, unknown>)[claim];
  const values = Array.isArray(held) ? held : [held];
  return values.flatMap((value) =>
    typeof value === "string" && Object.hasOwn(grants, value) ? [...grants[value]] : [],
  );
}

/** Where to go afterwards: a place in this app, never elsewhere. */
const ownPath = (then: string | undefined): string =>
  then !== undefined && /^\/(?:wall|plan|field)?(?:\?[^\\]*)?$/.test(then) ? then : "/";

const texts = z.object({ sub: z.string().min(1).max(255) });

export function addOidcRoutes(app: FastifyInstance, access: Access, settings: OidcSettings, key: Uint8Array): void {
  const cookie = `yiwang_${access.context.scene.id}_oidc`;
  let found: Promise<client.Configuration> | undefined;
  /** Looked up when first needed, and again after a failure: it may be down while the hub starts. */
  const configuration = (): Promise<client.Configuration> => {
    const insecure = settings.issuer.protocol === "http:" ? { execute: [client.allowInsecureRequests] } : undefined;
    found ??= client
      .discovery(settings.issuer, settings.clientId, settings.clientSecret, undefined, insecure)
      .catch((error: Error) => {
        found = undefined;
        throw error;
      });
    return found;
  };
  const baseOf = (request: FastifyRequest): string =>
    settings.publicUrl ?? `${isSecure(request) ? "https" : "http"}://${request.headers.host}`;
  const failed = (error: unknown): Refusal => {
    access.context.log(`sign-in by ${settings.name} failed: ${(error as Error).message}`);
    return new Refusal(502, "oidc-failed", `the sign-in at ${settings.name} did not succeed → try again`);
  };
  const open = { config: { open: true }, schema: { tags: ["session"] } };

  app.get<{ Querystring: { then?: string } }>(
    PATH,
    { ...open, schema: { ...open.schema, summary: "Go to the organisation's own sign-in" } },
    async (request, reply) => {
      const verifier = client.randomPKCECodeVerifier();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      let target: URL;
      try {
        target = client.buildAuthorizationUrl(await configuration(), {
          redirect_uri: `${baseOf(request)}${PATH}/callback`,
          scope: settings.scope,
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
          state,
          nonce,
        });
      } catch (error) {
        throw failed(error);
      }
      const kept = await new SignJWT({ verifier, state, nonce, goal: ownPath(request.query.then) })
        .setProtectedHeader({ alg: "HS256", typ: TYPE })
        .setExpirationTime(`${PATIENCE_S}s`)
        .sign(key);
      // Lax: the way back comes from another site.
      void reply.setCookie(cookie, kept, {
        httpOnly: true,
        sameSite: "lax",
        secure: isSecure(request),
        path: PATH,
        maxAge: PATIENCE_S,
      });
      return reply.header("cache-control", "no-store").redirect(target.href, 302);
    },
  );

  app.get(
    `${PATH}/callback`,
    { ...open, schema: { ...open.schema, summary: "Back from the organisation's own sign-in" } },
    async (request, reply) => {
      const begun = cookiesOf(request.headers)[cookie];
      void reply.clearCookie(cookie, { path: PATH });
      void reply.header("cache-control", "no-store");
      let claims: client.IDToken;
      let then: string;
      try {
        const { payload } = await jwtVerify(begun ?? "", key, { algorithms: ["HS256"], typ: TYPE });
        const url = new URL(request.url, baseOf(request));
        const tokens = await client.authorizationCodeGrant(await configuration(), url, {
          pkceCodeVerifier: String(payload.verifier),
          expectedState: String(payload.state),
          expectedNonce: String(payload.nonce),
          idTokenExpected: true,
        });
        claims = tokens.claims() as client.IDToken;
        texts.parse(claims);
        then = ownPath(String(payload.goal));
      } catch (error) {
        throw failed(error);
      }
      const person = await personOf(claims);
      const address = request.ip;
      const agent = request.headers["user-agent"] ?? "";
      await giveCookies(access, request, reply, await access.sessions.begin(person, "oidc", { address, agent }));
      return backTo(reply, then);
    },
  );

  /** The person a claim set is of, with the grants it gives now. @throws Refusal 403 for one whom nothing is granted */
  async function personOf(claims: client.IDToken): Promise<Person> {
    const subject = `${claims.iss}|${claims.sub}`;
    const grants = grantsFor(settings, claims);
    const refused = new Refusal(403, "not-allowed", "nothing is granted to this account here → ask an administrator");
    const known = await access.people.bySubject(subject);
    if (grants.length === 0 || known?.enabled === false) throw refused;
    if (known) {
      const now = grants.map(({ role, place, unit, clearance }) => [
        role,
        place ?? access.city,
        unit ?? null,
        clearance,
      ]);
      const before = known.grants.map(({ role, place, unit, clearance }) => [role, place, unit, clearance]);
      if (JSON.stringify(now) === JSON.stringify(before)) return known;
      const changed = await access.people.change(null, known.id, known.version, crypto.randomUUID(), { grants });
      await access.changed();
      return changed;
    }
    const named = [claims.preferred_username, claims.email, claims.sub].find(
      (name) => typeof name === "string",
    ) as string;
    const name = typeof claims.name === "string" && claims.name.trim() !== "" ? claims.name.trim() : named;
    // A local account of the same name is somebody else.
    const login = (await access.people.byLogin(named)) ? subject : loginOf(named);
    return access.people.add(null, {
      key: crypto.randomUUID(),
      login: login.slice(0, 300),
      name: name.slice(0, 80),
      password: null,
      subject,
      mustChange: false,
      grants,
    });
  }
}

/** A page of our own goes on, so that the strict cookies just set are sent: a redirect would still count as coming from elsewhere. */
function backTo(reply: FastifyReply, path: string): FastifyReply {
  const target = path.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return reply
    .type("text/html; charset=utf-8")
    .send(
      `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${target}"><title>一网</title>`,
    );
}
