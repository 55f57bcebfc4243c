// What the browser tests share: a Chromium that talks to nobody else, and what every page must keep to.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export function launch() {
  const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => file && existsSync(file));
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A page that records what a user would never see: console errors, script errors, broken security policy. */
export async function openPage(browser, { width = 1440, height = 900, scheme = 'light', ...more } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce', ...more });
  const page = await context.newPage();
  const problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`script: ${error.stack}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  return { context, page, problems };
}

/** No console error, script error or policy violation; `expected` (a pattern) are those that a test provokes. */
export function assertQuiet(problems, expected) {
  assert.deepEqual(problems.filter((problem) => !expected?.test(problem)), []);
}

/** WCAG 2.2 AA and good practice as axe-core sees them, and no sideways scrolling. */
export async function assertAccessible(page, state) {
  if (!(await page.evaluate(() => 'axe' in window))) {
    // Through the debugging protocol, which the page's security policy does not govern.
    const { readFile } = await import('node:fs/promises');
    await page.evaluate(`${await readFile(axePath, 'utf8')}; undefined`);
  }
  const violations = await page.evaluate(async (tags) => {
    const result = await window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return result.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join(' | ')}`);
  }, WCAG);
  assert.deepEqual(violations, [], `accessibility of: ${state}`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${state} scrolls sideways by ${overflow} px`);
}

export const control = (page, id) => page.locator(`[data-control-id="${id}"]`);

/** Takes screenshots into SCREENSHOT_DIR, if there is one. */
export function screenshots(page, folder) {
  const root = process.env.SCREENSHOT_DIR;
  return async (name, { fullPage = true } = {}) => {
    if (!root) return;
    mkdirSync(path.join(root, folder), { recursive: true });
    await page.screenshot({ path: path.join(root, folder, `${name}.png`), fullPage });
  };
}
