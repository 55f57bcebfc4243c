// A stand-in for Munim's HTTP server, as sample-host/web/API.md describes it, with scripted settings pages. It lets the web
// page be looked at and tested without building anything: node mock-server.mjs [port]

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { PAGES, registrations } from './mock-pages.mjs';

const WEB = fileURLToPath(new URL('../../sample-host/web/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export class MockServer {
  token = randomBytes(16).toString('hex');
  log = []; // {method, path, body, status}: what the browser asked
  options = { companies: 'one', problems: [], settings: true, outcome: 'ok', delay: 700, putDelay: 0 };
  #pages = new Map();
  #sockets = new Set();
  #lastPage = 16;

  get url() {
    return `http://127.0.0.1:${this.port}/#session=${this.token}`;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  get openPages() {
    return this.#pages.size;
  }

  /** The newest open page's scripted state, for a test to poke. */
  get page() {
    return [...this.#pages.values()].at(-1);
  }

  async start(port = 0) {
    this.server = createServer((request, response) => this.#handle(request, response));
    this.server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise((resolve, reject) => this.server.once('error', reject).listen(port, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    return this;
  }

  /** Like a Munim that was ended: open pages are forgotten, connections are cut. */
  async stop() {
    for (const page of this.#pages.values()) page.dispose();
    this.#pages.clear();
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #handle(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url, this.origin);
    const entry = { method: request.method, path: url.pathname, body, status: 0 };
    if (url.pathname.startsWith('/api/')) this.log.push(entry);
    const answer = (status, content, type = 'application/json') => {
      entry.status = status;
      if (response.destroyed) return;
      response.writeHead(status, { ...HEADERS, ...(content === undefined ? {} : { 'Content-Type': type }) });
      response.end(content === undefined ? undefined : typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
    };
    const fail = (status, message, nextStep) => answer(status, { status: 2, code: `MOCK-${status}`, field: '', message, next_step: nextStep });

    if (!url.pathname.startsWith('/api/')) {
      const name = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
      if (!/^[\w-]+\.(html|js|css|svg)$/.test(name)) return answer(404);
      try {
        return answer(200, await readFile(path.join(WEB, name)), TYPES[path.extname(name)]);
      } catch {
        return answer(404);
      }
    }
    if (request.headers['x-munim-session'] !== this.token) {
      return fail(403, 'This window does not belong to the Munim that is running now.', 'Open the address that Munim printed when it started.');
    }
    const parts = url.pathname.split('/').slice(2).map(decodeURIComponent);
    if (parts[0] === 'app') return answer(200, this.#app());
    if (parts[0] !== 'pages') return answer(404);
    if (parts.length === 1) {
      const id = JSON.parse(body).settings;
      if (!PAGES[id] || !this.options.settings) return fail(404, 'There is no such settings page.', 'Go back to Settings.');
      const key = String(++this.#lastPage);
      this.#pages.set(key, new PAGES[id].Page(this.options));
      return answer(200, { page: key });
    }
    const page = this.#pages.get(parts[1]);
    if (!page) return fail(404, 'This page is no longer open.', 'Open it again from Settings.');
    if (request.method === 'DELETE') {
      page.dispose();
      this.#pages.delete(parts[1]);
      return answer(204);
    }
    if (request.method === 'GET') {
      const changed = await page.waitAfter(Number(url.searchParams.get('after') ?? 0), 20000, request.socket);
      return changed ? answer(200, page.view()) : answer(204);
    }
    const control = page.controls().find((candidate) => candidate.id === parts[3]);
    if (!control) return fail(404, 'There is no such control.', 'Look at the page again.');
    if (request.method === 'PUT') {
      if (this.options.putDelay) await new Promise((resolve) => setTimeout(resolve, this.options.putDelay));
      if (Buffer.byteLength(body) > 4096) return fail(413, 'This is longer than any use of it.', 'Enter something shorter.');
      page.set(control, body);
    } else {
      page.activate(parts[3], body);
    }
    return answer(204);
  }

  #app() {
    const { companies, problems, settings } = this.options;
    const six = registrations(6);
    return {
      name: 'Munim', version: '0.1.0',
      companies: companies === 'none' ? [] : companies === 'many'
        ? [{ name: 'Pushpak Traders Private Limited', registrations: registrations(1000) }, { name: 'Sharma & Sons', registrations: six.slice(0, 2) }, { name: 'नवीन वस्त्र भंडार', registrations: [] }]
        : [{ name: 'Pushpak Traders Private Limited', registrations: six }],
      settings: settings ? Object.entries(PAGES).map(([id, page]) => ({ id, title: page.title, description: page.description, plugin: 'in.tijori.credentials' })) : [],
      problems,
    };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await new MockServer().start(Number(process.argv[2] ?? 8787));
  console.log(`Munim (a mock) is ready: ${mock.url}`);
}
