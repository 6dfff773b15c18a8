// Signing in and out, staying signed in, changing one's password, switching among a demonstration's people.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { decodeJwt } from "jose";
import {
  demoChoice,
  passwordChange,
  type SessionInfo,
  sessionInfo,
  signIn as signInShape,
} from "../../twin/access/shapes.ts";
import { addRoute } from "../api/api.ts";
import { Refusal } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import type { Access } from "./access.ts";
import { type Asking, cookieNames, cookiesOf, type Known } from "./directory.ts";
import { isSecure } from "./origin.ts";
import { hashPassword, isPassword } from "./passwords.ts";
import { type Begun, endSessionsOf } from "./sessions.ts";

export const askingOf = (request: FastifyRequest): Asking => ({
  headers: request.headers,
  remoteAddress: request.socket.remoteAddress,
});

const clientOf = (request: FastifyRequest): { address: string; agent: string } => ({
  address: request.ip,
  agent: request.headers["user-agent"] ?? "",
});

/** What the page learns of whoever asks. */
export function infoOf(access: Access, known: Known | null, asking: Asking, expiresAt: number | null): SessionInfo {
  const { scene } = access.context;
  return {
    person: known && {
      id: known.id,
      name: known.name,
      ...(known.nameEn ? { nameEn: known.nameEn } : {}),
      kind: known.kind,
      mustChange: known.mustChange,
    },
    grants: (known?.grants ?? []).map(({ role, permissions, place, unit, clearance }) => ({
      role,
      roleName: access.roles.get(role)?.name ?? { zh: role },
      permissions: [...permissions],
      place,
      unit,
      clearance: clearance as SessionInfo["grants"][number]["clearance"],
    })),
    now: access.context.now(),
    expiresAt,
    demo:
      access.directory.demoFor(asking)?.map(({ id, name, grants }) => ({
        id,
        name,
        roles: grants.map(({ role }) => access.roles.get(role)?.name ?? { zh: role }),
      })) ?? null,
    ways: { password: true, oidc: access.oidcName, passwordLength: scene.access.passwordLength },
  };
}

/** @throws Refusal 422 for a password that is too short or is the name */
export function checkPassword(access: Access, password: string, login: string): void {
  const { passwordLength } = access.context.scene.access;
  if ([...password].length < passwordLength)
    throw new Refusal(422, "password-short", `the password is too short → at least ${passwordLength} characters`, {
      length: passwordLength,
    });
  if (password.toLowerCase().includes(login))
    throw new Refusal(422, "password-is-name", "the password has the name in it → choose another");
}

/** Sets both cookies. @returns when the access token is over, ms since 1970 */
export async function giveCookies(
  access: Access,
  request: FastifyRequest,
  reply: FastifyReply,
  { session, person, refreshToken }: Begun,
): Promise<number> {
  const names = cookieNames(access.context.scene.id);
  const common = { httpOnly: true, sameSite: "strict", secure: isSecure(request) } as const;
  const token = await access.tokens.sign({ session, person });
  void reply.setCookie(names.access, token, { ...common, path: "/", maxAge: access.tokens.lifetimeMs / 1000 });
  void reply.setCookie(names.refresh, refreshToken, {
    ...common,
    path: "/api/session",
    maxAge: access.sessions.lifetimeMs / 1000,
  });
  return access.context.now() + access.tokens.lifetimeMs;
}

export function takeCookies(access: Access, reply: FastifyReply): void {
  const names = cookieNames(access.context.scene.id);
  void reply.clearCookie(names.access, { path: "/" });
  void reply.clearCookie(names.refresh, { path: "/api/session" });
}

export function addSessionRoutes(app: FastifyInstance, access: Access): void {
  const { context, people, sessions, attempts, directory } = access;
  const names = cookieNames(context.scene.id);
  const started = async (request: FastifyRequest, reply: FastifyReply, begun: Begun): Promise<SessionInfo> => {
    const expiresAt = await giveCookies(access, request, reply, begun);
    return infoOf(access, await directory.knownBy(begun.session), askingOf(request), expiresAt);
  };
  /** The session a request was in is over: somebody else signs in at this screen. */
  const leave = async (request: FastifyRequest, why: string): Promise<void> => {
    const before = await directory.identify(askingOf(request));
    if (!before?.session) return;
    await sessions.end(before.session, before.id, why);
    await access.changed();
  };

  addRoute(app, {
    method: "GET",
    path: "/session",
    summary: "Who is signed in, and what they may",
    tag: "session",
    permission: "public",
    answer: sessionInfo,
    async handle({ request }) {
      const asking = askingOf(request);
      const known = await directory.identify(asking);
      const token = cookiesOf(request.headers)[names.access];
      const expiresAt = known?.session && token ? expiryOf(token) : null;
      return infoOf(access, known, asking, expiresAt);
    },
  });

  addRoute(app, {
    method: "POST",
    path: "/session",
    summary: "Sign in with name and password",
    tag: "session",
    permission: "public",
    body: signInShape,
    answer: sessionInfo,
    async handle({ body, request, reply }) {
      const client = clientOf(request);
      const attempt = attempts.begin(body.login.toLowerCase(), client.address);
      const person = await people.byLogin(body.login);
      // The same work for every name, so that time does not tell which are there.
      const right = await isPassword(body.password, person?.password ?? null);
      if (!person?.enabled || !right) {
        await context.database.batch([
          auditStatement({
            at: context.now(),
            actor: person ?? null,
            stage: "use",
            action: "session.failed",
            // What is no name here may be a password typed into the wrong field.
            object: person ? `person:${person.id}` : "person:unknown",
            detail: { address: client.address },
          }),
        ]);
        throw new Refusal(401, "wrong-password", "name or password is wrong → try again, or ask an administrator");
      }
      attempt.succeeded();
      await leave(request, "somebody signed in");
      return started(request, reply, await sessions.begin(person, "password", client));
    },
  });

  addRoute(app, {
    method: "POST",
    path: "/session/refresh",
    summary: "Get the next access token; the refresh token is good once",
    tag: "session",
    permission: "public",
    answer: sessionInfo,
    async handle({ request, reply }) {
      const token = cookiesOf(request.headers)[names.refresh];
      const begun = token === undefined ? "none" : await sessions.refresh(token);
      if (typeof begun !== "string" && (await directory.knownBy(begun.session))) return started(request, reply, begun);
      if (begun === "stolen") await access.changed();
      takeCookies(access, reply);
      throw new Refusal(401, "signed-out", "the sign-in is over → sign in again");
    },
  });

  addRoute(app, {
    method: "DELETE",
    path: "/session",
    summary: "Sign out",
    tag: "session",
    permission: "public",
    async handle({ request, reply }) {
      await leave(request, "signed out");
      takeCookies(access, reply);
      return reply.code(204).send();
    },
  });

  addRoute(app, {
    method: "POST",
    path: "/session/password",
    summary: "Change one's own password; one's other sessions end",
    tag: "session",
    permission: "signed-in",
    body: passwordChange,
    async handle({ actor, body, request, reply }) {
      const person = await people.byId(actor.id);
      if (!person?.password) throw new Refusal(422, "no-password", "this person has no password here");
      const attempt = attempts.begin(person.login, request.ip);
      if (!(await isPassword(body.current, person.password)))
        throw new Refusal(422, "wrong-current", "the present password is wrong → try again");
      attempt.succeeded();
      checkPassword(access, body.next, person.login);
      const at = context.now();
      await context.database.batch([
        {
          sql: "update person set password = $2, must_change = false, version = version + 1 where id = $1 and version = $3 returning id",
          params: [person.id, await hashPassword(body.next), person.version],
          rows: 1,
        },
        endSessionsOf(person.id, at, actor.session),
        auditStatement({ at, actor, stage: "process", action: "session.password", object: `person:${person.id}` }),
      ]);
      await access.changed();
      return reply.code(204).send();
    },
  });

  addRoute(app, {
    method: "POST",
    path: "/session/demo",
    summary: "Switch to a person of the demonstration",
    tag: "session",
    permission: "public",
    body: demoChoice,
    answer: sessionInfo,
    async handle({ body, request, reply }) {
      const one = directory.demoFor(askingOf(request))?.find(({ id }) => id === body.person);
      if (!one) throw new Refusal(404, "not-there", "there is no such person of a demonstration here");
      await leave(request, "switched");
      const { id, name } = directory.demoActor(one, "");
      return started(request, reply, await sessions.begin({ id, name }, "demo", clientOf(request)));
    },
  });
}

/** When a token we have signed is over, ms since 1970. */
function expiryOf(token: string): number | null {
  const { exp } = decodeJwt(token);
  return exp === undefined ? null : exp * 1000;
}
