// Starts and stops the real programs, keeps what they print, and looks for secrets where none may be.

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const READY_MS = 30000;

export class Program {
  output = '';

  /** Resolves once a line matches `ready`; its first group is `this.ready`. */
  async start(name, command, args, ready) {
    this.name = name;
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve(signal ?? code)));
    await new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`${name} ${why}\n${this.output}`));
      const timer = setTimeout(() => fail('was not ready in time'), READY_MS);
      const read = (chunk) => {
        this.output += chunk;
        const match = ready.exec(this.output);
        if (match) {
          clearTimeout(timer);
          this.ready = match[1];
          resolve();
        }
      };
      this.child.stdout.setEncoding('utf8').on('data', read);
      this.child.stderr.setEncoding('utf8').on('data', read);
      this.child.once('error', (error) => fail(error.message));
      this.child.once('exit', (code) => fail(`ended with ${code}`));
    });
    return this;
  }

  async stop() {
    if (this.child?.exitCode === null && this.child.signalCode === null) this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 15000);
    const how = await this.ended;
    clearTimeout(timer);
    return how;
  }
}

/** The files below `folder` in which one of the secrets stands, in a form that a slip would leave it in. */
export function filesWith(folder, secrets) {
  const forms = secrets.flatMap((secret) => [
    Buffer.from(secret), Buffer.from(secret, 'utf16le'), Buffer.from(encodeURIComponent(secret)), Buffer.from(JSON.stringify(secret).slice(1, -1)),
    Buffer.from(Buffer.from(secret).toString('base64').replace(/=+$/, '')), Buffer.from(Buffer.from(secret).toString('hex')),
  ]);
  const found = [];
  let looked = 0;
  const walk = (at) => {
    for (const name of readdirSync(at)) {
      const file = path.join(at, name);
      const about = statSync(file, { throwIfNoEntry: false });
      if (about?.isDirectory()) walk(file);
      else if (about?.isFile()) {
        ++looked;
        const bytes = readFileSync(file);
        if (forms.some((form) => bytes.includes(form))) found.push(file);
      }
    }
  };
  walk(folder);
  return { found, looked };
}
