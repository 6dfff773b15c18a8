// The cases' part of the API: each route says what it takes and gives; the work is in the files beside.

import { Readable } from "node:stream";
import fastifyMultipart from "@fastify/multipart";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import * as shapes from "../../twin/cases/shapes.ts";
import { addRoute } from "../api/api.ts";
import { Refusal } from "../api/refusal.ts";
import { act } from "./act.ts";
import { assess } from "./assess.ts";
import { exportCases } from "./exportCases.ts";
import { openCase, readCase } from "./file.ts";
import { importCases } from "./importCases.ts";
import { sendMessage } from "./messages.ts";
import type { OpsModes } from "./opsMode.ts";
import type { CaseParts } from "./parts.ts";
import { addPhoto, PHOTO_BYTES, PHOTO_TYPES, readPhoto, tooLarge } from "./photos.ts";
import { launchPlan, listPlans } from "./plans.ts";
import { listCases, mapCases } from "./query.ts";
import { ratingFigures } from "./ratingFigures.ts";
import { rateService } from "./ratings.ts";
import { reportCase } from "./report.ts";

const MB = 1024 * 1024;
const caseId = z.object({ id: z.coerce.number().int().positive() });

export async function addCaseRoutes(app: FastifyInstance, parts: CaseParts, modes: OpsModes): Promise<void> {
  addCases(app, parts);
  addFiles(app, parts);
  addCity(app, parts, modes);
  await addPhotos(app, parts);
}

function addCases(app: FastifyInstance, parts: CaseParts): void {
  addRoute(app, {
    method: "GET",
    path: "/cases",
    summary: "Cases, a page at a time",
    tag: "cases",
    permission: "case.see",
    query: shapes.caseListQuery,
    answer: shapes.caseList,
    handle: ({ actor, query }) => listCases(parts, actor, query),
  });
  addRoute(app, {
    method: "GET",
    path: "/cases/map",
    summary: "Where cases are, worst first",
    tag: "cases",
    permission: "case.see",
    query: shapes.caseFilter,
    answer: shapes.caseMap,
    handle: ({ actor, query }) => mapCases(parts, actor, query),
  });
  addRoute(app, {
    method: "GET",
    path: "/cases/:id",
    summary: "Everything about one case; notes who read it",
    tag: "cases",
    permission: "case.see",
    params: caseId,
    query: shapes.caseReading,
    answer: shapes.caseFile,
    handle: ({ actor, params, query }) => openCase(parts, actor, params.id, query.carried !== undefined),
  });
  addRoute(app, {
    method: "POST",
    path: "/cases",
    summary: "Report a case; joined to an open one of the same class, place and time unless separate",
    tag: "cases",
    permission: "case.report",
    body: shapes.caseReport,
    answer: shapes.caseReported,
    handle: ({ actor, body }) => reportCase(parts, actor, body),
  });
  addRoute(app, {
    method: "POST",
    path: "/cases/:id/actions",
    summary: "Do an action of the case's flow; 409 stale-version brings the newer case and the events since",
    tag: "cases",
    permission: "case.see",
    params: caseId,
    body: shapes.caseCommand,
    answer: shapes.caseFile,
    handle: ({ actor, params, body }) => act(parts, actor, params.id, body),
  });
  addRoute(app, {
    method: "POST",
    path: "/cases/:id/messages",
    summary: "Say something to everybody in the case",
    tag: "cases",
    permission: "case.see",
    params: caseId,
    body: shapes.caseMessage,
    answer: shapes.caseFile,
    async handle({ actor, params, body }) {
      await sendMessage(parts, actor, params.id, body);
      return readCase(parts, actor, params.id);
    },
  });
}

function addFiles(app: FastifyInstance, parts: CaseParts): void {
  for (const [format, type] of [
    ["csv", "text/csv; charset=utf-8"],
    ["geojson", "application/geo+json; charset=utf-8"],
  ] as const)
    addRoute(app, {
      method: "GET",
      path: `/cases/export.${format}`,
      summary: `Cases as ${format}, without restricted grades, who reported masked`,
      tag: "cases",
      permission: "case.export",
      query: shapes.caseFilter,
      async handle({ actor, query, reply }) {
        const pieces = await exportCases(parts, actor, format, query);
        return reply
          .type(type)
          .header("content-disposition", `attachment; filename="cases.${format}"`)
          .send(Readable.from(pieces));
      },
    });
  addRoute(app, {
    method: "POST",
    path: "/cases/import",
    summary: "Report cases from a CSV or GeoJSON; the same file again adds nothing",
    tag: "cases",
    permission: "case.import",
    body: shapes.caseImport,
    bodyLimit: 12 * MB,
    answer: shapes.caseImported,
    handle: ({ actor, body }) => importCases(parts, actor, body),
  });
}

function addCity(app: FastifyInstance, parts: CaseParts, modes: OpsModes): void {
  addRoute(app, {
    method: "GET",
    path: "/assessment",
    summary: "Rates by place, unit or class over whole days; a figure's cases are /cases?measure=…",
    tag: "assessment",
    permission: "assessment.see",
    query: shapes.assessmentQuery,
    answer: shapes.assessment,
    handle: ({ actor, query }) => assess(parts, actor, query),
  });
  addRoute(app, {
    method: "GET",
    path: "/ops-mode",
    summary: "The operations mode and its history",
    tag: "city",
    permission: "signed-in",
    answer: shapes.opsMode,
    handle: () => modes.read(),
  });
  addRoute(app, {
    method: "POST",
    path: "/ops-mode",
    summary: "Switch the operations mode of the whole city",
    tag: "city",
    permission: "opsMode.switch",
    body: shapes.opsModeSwitch,
    answer: shapes.opsMode,
    handle: ({ actor, body }) => modes.switch(actor, body),
  });
  addRoute(app, {
    method: "GET",
    path: "/plans",
    summary: "Contingency plans and where they were launched",
    tag: "city",
    permission: "case.see",
    answer: z.array(shapes.planView),
    handle: ({ actor }) => listPlans(parts, actor),
  });
  addRoute(app, {
    method: "POST",
    path: "/plans/:id/launch",
    summary: "Launch a plan at a response level: a case with everybody's tasks, and the mode it brings",
    tag: "city",
    permission: "plan.launch",
    params: z.object({ id: z.string().max(100) }),
    body: shapes.planLaunch,
    answer: shapes.planLaunched,
    handle: ({ actor, params, body }) => launchPlan(parts, modes, actor, params.id, body),
  });
  addRoute(app, {
    method: "GET",
    path: "/ratings",
    summary: "Ratings of government services over whole days, by service",
    tag: "assessment",
    permission: "assessment.see",
    query: shapes.ratingQuery,
    answer: shapes.ratingFigures,
    handle: ({ actor, query }) => ratingFigures(parts, actor, query),
  });
  addRoute(app, {
    method: "POST",
    path: "/ratings",
    summary: "Rate a government service; a bad rating opens a case",
    tag: "cases",
    permission: "case.report",
    body: shapes.serviceRatingReport,
    answer: shapes.serviceRatingAnswer,
    handle: ({ actor, body }) => rateService(parts, actor, body),
  });
}

async function addPhotos(app: FastifyInstance, parts: CaseParts): Promise<void> {
  if (!app.hasContentTypeParser("multipart/form-data"))
    await app.register(fastifyMultipart, { limits: { files: 1, fields: 10, fieldSize: 10_000, parts: 12 } });
  app.addContentTypeParser(
    [...PHOTO_TYPES, "application/octet-stream"],
    { parseAs: "buffer", bodyLimit: PHOTO_BYTES + MB },
    (_request, body, done) => done(null, body),
  );
  addRoute(app, {
    method: "POST",
    path: "/cases/:id/photos",
    summary: "Add a JPEG, PNG or WebP of at most 10 MB: as the body, or as one file of a form",
    tag: "cases",
    permission: "case.see",
    params: caseId,
    query: shapes.photoQuery,
    bodyLimit: PHOTO_BYTES + MB,
    answer: shapes.casePhoto,
    handle: async ({ actor, params, query, request }) =>
      addPhoto(parts, actor, params.id, query, await pictureOf(request)),
  });
  addRoute(app, {
    method: "GET",
    path: "/cases/:id/photos/:photo",
    summary: "A photo of a case",
    tag: "cases",
    permission: "case.see",
    params: caseId.extend({ photo: z.string().regex(/^[0-9a-f]{64}$/) }),
    async handle({ actor, params, reply }) {
      const { type, bytes, stream } = await readPhoto(parts, actor, params.id, params.photo);
      return reply
        .type(type)
        .header("content-length", bytes)
        .header("x-content-type-options", "nosniff")
        .header("content-disposition", "inline")
        .header("content-security-policy", "default-src 'none'; sandbox")
        .header("cache-control", "private, no-store")
        .send(stream);
    },
  });
}

async function pictureOf(request: FastifyRequest): Promise<Buffer> {
  if (Buffer.isBuffer(request.body)) return request.body;
  if (!request.isMultipart?.()) throw new Refusal(415, "no-photo", "this is no picture → send a JPEG, PNG or WebP");
  const file = await request.file({ limits: { fileSize: PHOTO_BYTES } });
  if (!file) throw new Refusal(415, "no-photo", "the form has no file → add the picture to it");
  const pieces: Buffer[] = [];
  for await (const piece of file.file) pieces.push(piece as Buffer);
  if (file.file.truncated) throw tooLarge();
  return Buffer.concat(pieces);
}
