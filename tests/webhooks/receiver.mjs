/*
 * Somebody who is told: an HTTP server that keeps what came and answers as the test says. `answer` gets the request and
 * its number (from 0) and gives a status, {status, headers, body}, "hang" (never), "close" (the connection, at once), or
 * a promise of one of them.
 */
import { createServer } from "node:http";

const PATIENCE_MS = 20000;

export class Receiver {
  static async start(answer = () => 200) {
    const r = new Receiver();
    r.answer = answer;
    r.requests = [];
    r.waiting = [];
    r.connections = 0;
    r.server = createServer((request, response) => r.take(request, response));
    r.server.on("connection", () => r.connections++);
    r.server.keepAliveTimeout = 500;
    await new Promise((done) => r.server.listen(0, "127.0.0.1", done));
    r.port = r.server.address().port;
    r.url = `http://127.0.0.1:${r.port}`;
    return r;
  }

  take(request, response) {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts).toString();
      const got = { method: request.method, url: request.url, headers: request.headers, raw: request.rawHeaders, body };
      try {
        got.json = JSON.parse(body);
      } catch {
        got.json = null;
      }
      this.requests.push(got);
      Promise.resolve(this.answer(got, this.requests.length - 1)).then((answer) => this.reply(answer, response));
      this.waiting = this.waiting.filter((look) => !look());
    });
    request.on("error", () => {});
  }

  reply(answer, response) {
    if (answer === "hang") return;
    if (answer === "close") {
      response.destroy();
      return;
    }
    const { status, headers, body } = typeof answer === "number" ? { status: answer } : answer;
    response.writeHead(status, headers);
    response.end(body ?? "ok");
  }

  /* Resolves when `what` (of the requests so far) gives something. */
  until(what, name = what.toString()) {
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`not within ${PATIENCE_MS} ms: ${name}; ${this.requests.length} came`)), PATIENCE_MS);
      const look = () => {
        const found = what(this.requests);
        if (!found) return false;
        clearTimeout(late);
        done(found);
        return true;
      };
      if (!look()) this.waiting.push(look);
    });
  }

  /* The first n requests, when they are there. */
  async first(n) {
    return this.until((all) => all.length >= n && all.slice(0, n), `${n} requests`);
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
