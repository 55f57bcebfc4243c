// Talks to Munim's HTTP server (see API.md), and knows whether it can be reached at all.

/** The server could not be reached. */
export class Unreachable extends Error {}

/** The server answered that something is wrong; `message` and `nextStep` are for a person to read. */
export class Refused extends Error {
  constructor(httpStatus, body) {
    super(body?.message || `Munim answered with an error (${httpStatus}).`);
    this.httpStatus = httpStatus;
    this.code = body?.code ?? '';
    this.nextStep = body?.next_step ?? '';
    this.field = body?.field ?? '';
  }
}

const TOKEN_KEY = 'munim-session';

/** Takes the token out of the address (`#session=…`), so that it is neither seen, bookmarked nor copied with it. */
export function takeToken() {
  const match = /^#session=([^&]+)(?:&(.*))?$/.exec(location.hash);
  if (match) {
    sessionStorage.setItem(TOKEN_KEY, decodeURIComponent(match[1]));
    history.replaceState(null, '', `${location.pathname}#${match[2]?.startsWith('/') ? match[2] : '/'}`);
  }
  return sessionStorage.getItem(TOKEN_KEY) ?? '';
}

/** `state` is 'ok', 'offline' or 'refused'; a 'state' event tells when it moves. */
export class Api extends EventTarget {
  state = 'ok';

  constructor(token) {
    super();
    this.token = token;
  }

  setState(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }

  /** Lets everybody who waits to try again do so now. */
  retry() {
    this.dispatchEvent(new Event('retry'));
  }

  /**
   * Answers the JSON, or with `raw` the text as it came.
   * `quiet`: a first failure is not worth a banner (the long poll tries again by itself).
   * Throws Unreachable, Refused, or AbortError when `signal` was used.
   */
  async request(method, path, { body, type, signal, keepalive, quiet = false, raw = false, timeout = 30000 } = {}) {
    const headers = { 'X-Munim-Session': this.token };
    if (type) headers['Content-Type'] = type;
    const timer = new AbortController();
    const ticking = setTimeout(() => timer.abort(), timeout);
    // A request that is to outlive the page must not hang on a signal of the page.
    const either = keepalive ? undefined : signal ? AbortSignal.any([signal, timer.signal]) : timer.signal;
    let response;
    let text;
    try {
      response = await fetch(path, { method, headers, body, signal: either, keepalive, cache: 'no-store', credentials: 'omit', redirect: 'error' });
      text = await response.text();
    } catch (problem) {
      if (signal?.aborted) throw problem;
      if (!quiet) this.setState('offline');
      throw new Unreachable('Munim does not answer.');
    } finally {
      clearTimeout(ticking);
    }
    if (response.status === 403) {
      this.setState('refused');
      throw new Refused(403, parse(text));
    }
    if (response.status === 503 && parse(text)?.code === 'MUNIM-CLOSING') {
      this.setState('offline');
      throw new Unreachable('Munim is closing.');
    }
    this.setState('ok');
    if (!response.ok) throw new Refused(response.status, parse(text));
    if (raw) return text;
    return text === '' ? null : parse(text);
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
