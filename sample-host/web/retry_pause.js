// How those who keep asking Munim wait between two tries.

const FIRST_RETRY_MS = 300;
const LONGEST_RETRY_MS = 8000;

/** How many milliseconds to wait when `failures` tries went wrong before this one. */
export function afterFailures(failures) {
  return Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
}

/** Waits `ms` milliseconds, or until the user asks to try again, or `signal` ends it all. */
export function retryPause(api, signal, ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      api.removeEventListener('retry', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    api.addEventListener('retry', done);
    signal.addEventListener('abort', done);
  });
}
