// What a run of the real programs needs: folders, Munim with the plugin, the sandbox IRP, a browser page.

import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { filesWith, Program } from './programs.mjs';
import { control, openPage } from './support.mjs';

const { MUNIM_BIN, SANDBOX_BIN, TIJORI_PLUGIN } = process.env;
export const GSTIN = '29AAACP0029A1Z2';
export const USER = 'API_pushpak_blr';

/** Why tests with the real programs are left out, or false. */
export function missingPrograms() {
  return [MUNIM_BIN, SANDBOX_BIN, TIJORI_PLUGIN].some((file) => !file || !existsSync(file)) && 'MUNIM_BIN, SANDBOX_BIN and TIJORI_PLUGIN do not name built files';
}

/** What one run needs: folders, programs, a browser page. */
export class Desk {
  programs = [];
  bodies = []; // of every HTTP response that the browser saw

  constructor(browser, serveArgs) {
    this.browser = browser;
    this.serveArgs = serveArgs;
    this.folder = mkdtempSync(path.join(tmpdir(), 'tijori-browser-'));
  }

  at(...parts) {
    return path.join(this.folder, ...parts);
  }

  async startSandbox() {
    this.sandbox = new Program();
    this.programs.push(this.sandbox);
    await this.sandbox.start('irp-sandbox', SANDBOX_BIN, ['--data', this.at('irp'), '--port', '0'], /irp-sandbox ready (https:\/\/\S+)/);
    const providers = this.at('munim', 'plugins', 'in.tijori.credentials', 'providers');
    mkdirSync(providers, { recursive: true, mode: 0o700 });
    copyFileSync(this.at('irp', 'provider-profile.json'), path.join(providers, 'local-sandbox.json'));
    const accounts = JSON.parse(readFileSync(this.at('irp', 'accounts.json'), 'utf8'));
    this.password = accounts.users.find((user) => user.username === USER)?.password;
    assert.ok(this.password, `accounts.json has no user ${USER}`);
  }

  /** Asks the sandbox's admin endpoint; its answer, or undefined if it has none. */
  async admin(method, what, body) {
    const { admin_url: url, admin_token: token } = JSON.parse(readFileSync(this.at('irp', 'sandbox.json'), 'utf8'));
    const answer = await fetch(url + what, { method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.equal(answer.ok, true, text);
    return text ? JSON.parse(text) : undefined;
  }

  fault(order) {
    return this.admin('POST', '/fault', order);
  }

  async startMunim() {
    this.munim = new Program();
    this.programs.push(this.munim);
    await this.munim.start('munim', MUNIM_BIN, ['--data', this.at('munim'), '--plugin', TIJORI_PLUGIN, ...this.serveArgs(this), 'serve', '--port', '0'], /Munim is ready: (\S+)/);
  }

  async stopMunim() {
    assert.equal(await this.munim.stop(), 0, `Munim ends cleanly:\n${this.munim.output}`);
  }

  async openBrowser() {
    Object.assign(this, await openPage(this.browser, { height: 1000 }));
    this.page.setDefaultTimeout(15000);
    this.page.on('response', (response) => response.text().then((text) => this.bodies.push(`${response.url()}\n${text}`), () => {}));
    return this.page;
  }

  /** Home, Settings, API credentials, as a user goes. */
  async openCredentials() {
    const { page } = this;
    await page.goto(this.munim.ready);
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await this.chooseSettingsPage('API credentials');
  }

  /** From any page of Munim to one of its settings pages. */
  async openSettingsPage(title) {
    await this.page.getByRole('link', { name: 'Settings', exact: true }).first().click();
    await this.chooseSettingsPage(title);
  }

  async chooseSettingsPage(title) {
    const { page } = this;
    await page.getByRole('link', { name: new RegExp(`^${title}`) }).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.locator('[data-control-id]').first().waitFor();
  }

  row() {
    return this.page.getByRole('row').filter({ hasText: GSTIN });
  }

  async fill({ user = USER, password = this.password } = {}) {
    const { page } = this;
    const gstin = control(page, 'gstin').getByRole('combobox');
    await gstin.focus();
    await page.keyboard.type('bengaluru');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await gstin.inputValue(), GSTIN);
    const provider = control(page, 'provider').getByRole('combobox');
    await provider.focus();
    await page.keyboard.type('local sandbox');
    await page.keyboard.press('Enter');
    assert.equal(await provider.inputValue(), 'Local sandbox IRP');
    await control(page, 'user-name').getByRole('textbox').fill(user);
    await control(page, 'password').locator('input').fill(password);
  }

  save() {
    return this.page.getByRole('button', { name: /Save and submit/ }).click();
  }

  async close() {
    await this.context?.close();
    for (const program of this.programs) await program.stop().catch(() => {});
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Nothing that was typed hidden may be found anywhere. */
  assertNoSecrets(secrets, folders) {
    for (const folder of folders) {
      const { found, looked } = filesWith(this.at(folder), secrets);
      assert.deepEqual(found, [], `a secret stands in files below ${folder}`);
      assert.ok(looked > 0, `nothing was looked at below ${folder}`);
    }
    for (const secret of secrets) {
      for (const program of this.programs) assert.ok(!program.output.includes(secret), `${program.name} printed a secret`);
      for (const body of this.bodies) assert.ok(!body.includes(secret), `a response holds a secret: ${body.split('\n')[0]}`);
    }
    assert.ok(this.bodies.some((body) => body.includes('"controls"')), 'views were seen');
  }
}
