// News of the invoice book: a long poll, as that of a settings page, without anything to type.

import { Refused, Unreachable } from './api.js';
import { afterFailures, retryPause } from './retry_pause.js';

/** Events: 'news' {book}, 'problem' {problem}. */
export class InvoicesFeed extends EventTarget {
  #api;
  #stop = new AbortController();

  constructor(api) {
    super();
    this.#api = api;
  }

  start() {
    this.#poll();
  }

  close() {
    this.#stop.abort();
  }

  async #poll() {
    const { signal } = this.#stop;
    let revision = 0;
    let failures = 0;
    while (!signal.aborted) {
      const began = performance.now();
      try {
        const book = await this.#api.request('GET', `/api/invoices?after=${revision}`, { signal, timeout: 45000, quiet: failures === 0 });
        failures = 0;
        if (book) {
          revision = book.revision;
          this.dispatchEvent(new CustomEvent('news', { detail: book }));
        } else if (performance.now() - began < 200) {
          await retryPause(this.#api, this.#stop.signal, 250); // a server that does not hold the request must not make this loop spin
        }
      } catch (problem) {
        if (signal.aborted) return;
        if (!(problem instanceof Refused || problem instanceof Unreachable)) console.error(problem);
        if (problem instanceof Unreachable) revision = 0; // Munim may be another one when it comes back
        if (problem instanceof Refused && problem.httpStatus !== 403) this.dispatchEvent(new CustomEvent('problem', { detail: problem }));
        await retryPause(this.#api, this.#stop.signal, afterFailures(failures++));
      }
    }
  }
}
