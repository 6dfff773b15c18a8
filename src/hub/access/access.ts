// People and access, put together: who asks, how they sign in, and what ends it. Only where there is a database.

import { randomBytes, randomUUID } from "node:crypto";
import fastifyCookie from "@fastify/cookie";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { rolesOf, rolesWith } from "../../twin/access/roles.ts";
import { auditStatement } from "../audit/entry.ts";
import type { HubContext, HubPart } from "../context.ts";
import { Attempts } from "./attempts.ts";
import { type Asking, Directory, type Known } from "./directory.ts";
import { LiveSockets } from "./liveSockets.ts";
import { addOidcRoutes, type OidcSettings, oidcSettings } from "./oidc.ts";
import { isLoopback } from "./origin.ts";
import { hashPassword, warmUp } from "./passwords.ts";
import { loginOf, People } from "./people.ts";
import { addPeopleRoutes } from "./peopleRoutes.ts";
import { Reveals } from "./reveals.ts";
import { addSessionRoutes } from "./sessionRoutes.ts";
import { Sessions } from "./sessions.ts";
import { AccessTokens, accessKey } from "./tokens.ts";

export interface AccessOptions {
  /** Address the hub listens on. */
  host: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** The same refusal to the same person is written down once in this long, ms. */
const REFUSAL_MS = 10_000;

export class Access implements HubPart {
  readonly roles;
  readonly city: string;
  readonly people: People;
  readonly sessions: Sessions;
  readonly tokens: AccessTokens;
  readonly attempts: Attempts;
  readonly directory: Directory;
  readonly sockets: LiveSockets;
  readonly reveals: Reveals;
  /** Name of the organisation's own sign-in; null without one. */
  get oidcName(): string | null {
    return this.oidc?.name ?? null;
  }
  private readonly oidc: OidcSettings | null;
  private readonly key: Uint8Array;
  private readonly refused = new Map<string, number>();

  private constructor(
    readonly context: HubContext,
    options: AccessOptions,
  ) {
    const { scene, nodes, database, dataDir } = context;
    const { access } = scene;
    const now = (): number => context.now();
    this.oidc = oidcSettings(options.env);
    this.key = accessKey(dataDir, scene.id);
    this.roles = rolesOf(access);
    this.city = nodes.columns.code[0];
    this.people = new People(database, this.city, rolesWith(this.roles, "people.manage"), now);
    this.sessions = new Sessions(database, access.refreshHours * 3_600_000, now);
    this.tokens = new AccessTokens(this.key, scene.id, access.accessMinutes, now);
    this.attempts = new Attempts(now);
    this.directory = new Directory({
      sceneId: scene.id,
      city: this.city,
      roles: this.roles,
      people: this.people,
      sessions: this.sessions,
      tokens: this.tokens,
      demo: isLoopback(options.host) ? (access.demo ?? null) : null,
      now,
    });
    this.reveals = new Reveals(context);
    this.sockets = new LiveSockets((session) => this.directory.knownBy(session));
  }

  static async open(context: HubContext, options: AccessOptions): Promise<Access> {
    const access = new Access(context, options);
    await access.firstAdministrator(options.env.ADMIN_PASSWORD);
    // Nobody waits for it; it is there before the first name is tried.
    void warmUp();
    return access;
  }

  /** Where nobody is, an administrator is made whose password the log tells once. */
  private async firstAdministrator(given: string | undefined): Promise<void> {
    if (!(await this.people.isEmpty())) return;
    const login = loginOf("admin");
    const password = given || randomBytes(15).toString("base64url");
    try {
      await this.people.add(null, {
        key: randomUUID(),
        login,
        name: "管理员",
        password: await hashPassword(password),
        mustChange: !given,
        grants: [{ role: "administrator", clearance: 6 }],
      });
    } catch (error) {
      // Another hub that starts at the same time was first.
      if (!(await this.people.isEmpty())) return;
      throw error;
    }
    if (!given)
      this.context.log(
        `first start: sign in as ${login} with the password ${password} and change it; it is not shown again`,
      );
  }

  identify = (asking: Asking): Promise<Known | null> => this.directory.identify(asking);

  /** People or sessions have changed: what was known of them is looked up anew, and connections that may not go on end. */
  async changed(): Promise<void> {
    this.directory.forget();
    await this.sockets.look();
  }

  /** Writes down that somebody was refused. */
  async noteRefusal(request: FastifyRequest): Promise<void> {
    const { actor, method } = request;
    const path = request.url.split("?")[0].slice(0, 200);
    const key = `${actor?.id} ${method} ${path}`;
    const at = this.context.now();
    if (at - (this.refused.get(key) ?? Number.NEGATIVE_INFINITY) < REFUSAL_MS) return;
    if (this.refused.size > 10_000) this.refused.clear();
    this.refused.set(key, at);
    await this.context.database.batch([
      auditStatement({ at, actor, stage: "use", action: "access.refused", object: `${method} ${path}` }),
    ]);
  }

  async addRoutes(app: FastifyInstance): Promise<void> {
    await app.register(fastifyCookie);
    app.addHook("onResponse", async (request, reply) => {
      if (reply.statusCode === 403 && request.actor)
        await this.noteRefusal(request).catch((error: Error) => this.context.log(`audit: ${error.message}`));
    });
    addSessionRoutes(app, this);
    if (this.oidc) addOidcRoutes(app, this, this.oidc, this.key);
    addPeopleRoutes(app, this);
    this.reveals.addRoutes(app);
  }

  async close(): Promise<void> {
    this.sockets.close();
  }
}
