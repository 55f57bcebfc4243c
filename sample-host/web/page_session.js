// One open settings page: its long poll, and the order in which what the user does is told to the server.

import { Refused, Unreachable } from './api.js';
import { afterFailures, retryPause } from './retry_pause.js';

const DEBOUNCE_MS = 150;

/**
 * Events: 'view' {view, reopened}, 'value-refused' {id, problem}, 'problem' {message, nextStep}, 'gone'.
 */
export class PageSession extends EventTarget {
  #api;
  #settings;
  #page = '';
  #revision = 0;
  #opened = 0;
  #pending = new Map(); // control id -> value that the server has not been told
  #inFlight = '';
  #unsent = false; // the server went away with something pending
  #timer = 0;
  #chain = Promise.resolve();
  #stop = new AbortController();

  constructor(api, settings) {
    super();
    this.#api = api;
    this.#settings = settings;
  }

  start() {
    this.#poll();
  }

  /** Leaves the page: what was typed into it is wiped on the other side. */
  close() {
    if (this.#stop.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#pending.clear();
    this.#stop.abort();
    this.#forget();
  }

  #forget() {
    if (!this.#page) return;
    this.#api.request('DELETE', this.#path(), { keepalive: true, quiet: true }).catch(() => {});
    this.#page = '';
  }

  /** True while the server does not have the newest value of this control. */
  isDirty(id) {
    return this.#pending.has(id) || this.#inFlight === id;
  }

  /** The user changed a control. Told a little later, so that typing is not one request a key; `now`: at once. */
  set(id, value, now = false) {
    this.#pending.delete(id); // to the end: in the order of the last change
    this.#pending.set(id, value);
    clearTimeout(this.#timer);
    if (now) this.flush();
    else this.#timer = setTimeout(() => this.flush(), DEBOUNCE_MS);
  }

  /** Tells the server everything that is pending, in order. */
  flush() {
    clearTimeout(this.#timer);
    if (this.#pending.size === 0) return this.#chain;
    return this.#enqueue(() => this.#send()).catch(() => {});
  }

  /** Presses a button, after everything typed before has arrived. Answers whether the server took it. */
  activate(id, item = '') {
    clearTimeout(this.#timer);
    return this.#enqueue(async () => {
      await this.#send();
      await this.#api.request('POST', `${this.#path(id)}/activate`, { body: item, type: 'text/plain;charset=utf-8' });
      return true;
    }).catch((problem) => {
      if (problem instanceof Refused && problem.httpStatus !== 403 && problem.httpStatus !== 404) this.#tell(problem);
      return false;
    });
  }

  #enqueue(task) {
    const done = this.#chain.then(() => {
      if (this.#stop.signal.aborted) throw new Unreachable('The page was left.');
      return task();
    });
    this.#chain = done.catch(() => {});
    return done;
  }

  #path(control) {
    const page = `/api/pages/${encodeURIComponent(this.#page)}`;
    return control === undefined ? page : `${page}/controls/${encodeURIComponent(control)}`;
  }

  async #send() {
    if (!this.#page) throw new Unreachable('The page is not open.');
    this.#unsent = false;
    for (;;) {
      const next = this.#pending.entries().next();
      if (next.done) return;
      const [id, value] = next.value;
      this.#pending.delete(id);
      this.#inFlight = id;
      try {
        await this.#api.request('PUT', this.#path(id), { body: value, type: 'text/plain;charset=utf-8' });
      } catch (problem) {
        if (problem instanceof Refused && problem.httpStatus !== 403) {
          // The control is gone or takes no value now: the next view shows how things are. Anything else is worth telling.
          if (problem.httpStatus !== 404 && problem.httpStatus !== 409) {
            this.dispatchEvent(new CustomEvent('value-refused', { detail: { id, problem } }));
          }
          continue;
        }
        this.#unsent = true;
        if (!this.#pending.has(id)) this.#pending = new Map([[id, value], ...this.#pending]);
        throw problem;
      } finally {
        this.#inFlight = '';
      }
    }
  }

  #tell(problem) {
    this.dispatchEvent(new CustomEvent('problem', { detail: { message: problem.message, nextStep: problem.nextStep } }));
  }

  async #poll() {
    const signal = this.#stop.signal;
    let failures = 0;
    let lost = 0;
    let reopened = false;
    while (!signal.aborted) {
      const began = performance.now();
      try {
        if (!this.#page) {
          const answer = await this.#api.request('POST', '/api/pages', {
            body: JSON.stringify({ settings: this.#settings }), type: 'application/json', quiet: failures === 0,
          });
          this.#page = String(answer?.page ?? '');
          this.#revision = 0;
          reopened = this.#opened++ > 0;
          if (signal.aborted) {
            this.#forget();
            return;
          }
        }
        const view = await this.#api.request('GET', `${this.#path()}?after=${this.#revision}`, { signal, timeout: 45000, quiet: failures === 0 });
        failures = 0;
        lost = 0;
        if (view) {
          this.#revision = view.revision;
          this.dispatchEvent(new CustomEvent('view', { detail: { view, reopened } }));
          reopened = false;
        } else if (performance.now() - began < 200) {
          await retryPause(this.#api, this.#stop.signal, 250); // a server that does not hold the request must not make this loop spin
        }
        if (this.#unsent) this.flush();
      } catch (problem) {
        if (signal.aborted) return;
        if (problem instanceof Refused && problem.httpStatus === 404) {
          if (!this.#page) {
            this.dispatchEvent(new CustomEvent('gone', { detail: { problem } }));
            return;
          }
          this.#page = ''; // closed because nobody asked for long, or Munim was started anew: open it again
          failures = 0;
          if (lost++ > 0) await retryPause(this.#api, this.#stop.signal, 1000);
          continue;
        }
        if (problem instanceof Refused && problem.httpStatus !== 403 && failures === 0) this.#tell(problem);
        if (!(problem instanceof Refused || problem instanceof Unreachable)) console.error(problem);
        await retryPause(this.#api, this.#stop.signal, afterFailures(failures++));
      }
    }
  }
}
