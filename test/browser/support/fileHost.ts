// Any web server that serves files and nothing else: the built app, a built scene, and a site.json.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** @param folders by first part of the path, "" for the rest @param files whole answers by path */
export async function hostFiles(
  folders: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent((request.url ?? "/").split("?")[0]));
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    if (path in files) {
      response.setHeader("content-type", type).end(files[path]);
      return;
    }
    const first = path.split("/")[1];
    const room = ["/", "/wall", "/plan", "/field"].includes(path);
    const file = room
      ? join(folders[""], "index.html")
      : first in folders
        ? join(folders[first], path.slice(first.length + 1))
        : join(folders[""], path);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("content-type", room ? TYPES[".html"] : type);
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
