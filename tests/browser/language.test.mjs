// The language in a real browser: chosen on the page, spoken by the plugin at once, and told to screen readers.
//
// MUNIM_BIN, SANDBOX_BIN and TIJORI_PLUGIN name the programs; SCREENSHOT_DIR, if set, gets screenshots.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { Desk, missingPrograms } from './desk.mjs';
import { assertAccessible, assertQuiet, control, launch, screenshots } from './support.mjs';

const SLOW = { timeout: 30000 };

describe('the language', { skip: missingPrograms() }, () => {
  let browser;
  let desk;
  let page;
  let shot;
  const choose = (name) => page.getByRole('group', { name: 'Language of the settings' }).getByRole('button', { name }).click();
  const spoken = () => page.locator('main > [lang]').getAttribute('lang');

  before(async () => {
    browser = await launch();
    desk = new Desk(browser, () => ['--no-vault-key', '--locale', 'en_IN.UTF-8']);
    await desk.startSandbox();
    await desk.startMunim();
    page = await desk.openBrowser();
    shot = screenshots(page, 'language');
    await page.goto(desk.munim.ready);
  });
  afterEach((context) => shot?.(`last-of-${context.name.replace(/\W+/g, '-')}`));
  after(async () => {
    await desk?.close();
    await browser?.close();
  });

  test('of an open page changes without opening it anew', async () => {
    await desk.openSettingsPage('Vault');
    await page.getByRole('heading', { name: 'Vault', level: 1 }).waitFor(SLOW);
    await control(page, 'new-passphrase').locator('input').fill('typed before the switch');
    await choose('हिन्दी');
    await page.getByRole('heading', { name: 'तिजोरी', level: 1 }).waitFor(SLOW);
    await control(page, 'create-vault').getByText('तिजोरी बनाएँ').waitFor(SLOW);
    assert.equal(await spoken(), 'hi-IN');
    assert.equal(await control(page, 'new-passphrase').locator('input').inputValue(), 'typed before the switch');
    await shot('1-hindi');
    await assertAccessible(page, 'vault in Hindi');
  });

  test('of the menu changes too', async () => {
    await page.getByRole('link', { name: 'Settings' }).first().click();
    await page.getByText('प्रोवाइडर', { exact: true }).waitFor(SLOW);
    await shot('2-menu');
    await assertAccessible(page, 'menu in Hindi');
    await choose('English');
    await page.getByText('Providers', { exact: true }).waitFor(SLOW);
    assert.equal(await page.getByText('प्रोवाइडर', { exact: true }).count(), 0);
  });

  test('leaves nothing in the console', () => assertQuiet(desk.problems));
});
