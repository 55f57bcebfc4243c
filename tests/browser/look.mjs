// Looks at one state of a settings page from all sides: wide and at 320 px, light and dark, English and Hindi.

import assert from 'node:assert/strict';
import { assertAccessible } from './support.mjs';

const WIDE = { width: 1440, height: 1000 };
const NARROW = { width: 320, height: 700 };

export class Looker {
  addresses = []; // of all requests

  /** `shot` and `picture` take a screenshot under a name. */
  constructor(page, shot, picture) {
    this.page = page;
    this.shot = shot;
    this.picture = picture;
    page.on('request', (request) => this.addresses.push(request.url()));
  }

  /**
   * `moving`: the state passes by itself, so one look has to do. `gallery`: it is one of those that are shown around, from the
   * top (true) or from a control.
   */
  async look(name, secrets, { moving = false, gallery = false } = {}) {
    await this.#side(name, '', secrets);
    if (moving) return;
    await this.page.emulateMedia({ colorScheme: 'dark' });
    await this.#side(name, '-dark', secrets);
    await this.page.setViewportSize(NARROW);
    await this.#side(name, '-narrow-dark', secrets);
    await this.page.emulateMedia({ colorScheme: 'light' });
    await this.shot(`${name}-narrow`);
    await this.#speak('hi');
    await this.#side(name, '-narrow-hindi', secrets);
    await this.page.setViewportSize(WIDE);
    await this.shot(`${name}-hindi`);
    await this.#speak('en');
    if (gallery) await this.picture(name, gallery === true ? undefined : gallery);
  }

  async #side(name, suffix, secrets) {
    await this.shot(name + suffix);
    await assertAccessible(this.page, name + suffix);
    const { text, html } = await this.page.evaluate(() => ({ text: document.body.innerText, html: document.documentElement.outerHTML }));
    for (const secret of secrets) assert.ok(!text.includes(secret) && !html.includes(secret), `${name} shows a secret`);
    assert.ok(!secrets.some((secret) => this.page.url().includes(encodeURIComponent(secret))), `the address of ${name} holds a secret`);
  }

  /** Pressed without taking the focus away from where the user is. */
  async #speak(language) {
    await this.page.locator(`#languages [lang="${language}"]`).evaluate((button) => button.click());
    await this.page.waitForFunction((wanted) => document.querySelector('main > [lang]')?.lang.startsWith(wanted)
      && document.querySelector(`#languages [lang="${wanted}"]`).getAttribute('aria-pressed') === 'true', language);
    await this.page.waitForFunction((hindi) => /[\u0900-\u097f]/.test(document.querySelector('main h1').textContent) === hindi, language === 'hi');
  }
}
