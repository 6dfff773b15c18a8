// What every part of the hub that keeps something works with.

import type { FastifyInstance } from "fastify";
import type { NodeTable } from "../twin/nodeTable.ts";
import type { Scene } from "../twin/scene/schema.ts";
import type { Database } from "./database/database.ts";

export interface HubContext {
  scene: Scene;
  nodes: NodeTable;
  database: Database;
  /** Folder for files the hub keeps, such as photos. */
  dataDir: string;
  /** To everybody who may hear the topic; false while the broker is away. */
  publish(topic: string, payload: string, retain: boolean): boolean;
  /** ms since 1970. */
  now(): number;
  log(text: string): void;
}

/** A part of the hub: adds its routes, ends its work. */
export interface HubPart {
  addRoutes(app: FastifyInstance): void | Promise<void>;
  close(): Promise<void>;
}
