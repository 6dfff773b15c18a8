// What the tests use of oidc-provider, which brings no types of its own.

declare module "oidc-provider" {
  import type { RequestListener } from "node:http";

  interface Account {
    accountId: string;
    claims(): Record<string, unknown>;
  }
  export default class Provider {
    constructor(
      issuer: string,
      settings: { findAccount(context: unknown, id: string): Account; [more: string]: unknown },
    );
    callback(): RequestListener;
  }
}
