// The page "Vault" in a real browser: a recovery code that is written down and used, a check, a copy, a list from a spreadsheet.
//
// MUNIM_BIN, SANDBOX_BIN and TIJORI_PLUGIN name the programs; SCREENSHOT_DIR, if set, gets screenshots.

import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import { Desk, missingPrograms } from './desk.mjs';
import { assertAccessible, assertQuiet, control, launch, screenshots } from './support.mjs';

const PASSPHRASE = 'six wary tigers audit the ledger';
const LIST_PASSWORD = 'Sample@27mum';
const SLOW = { timeout: 30000 };

describe('the vault', { skip: missingPrograms() }, () => {
  let browser;
  let desk;
  let page;
  let shot;
  let code;
  const secret = (id) => control(page, id).locator('input');
  const press = (id) => control(page, id).getByRole('button').click();
  const result = () => control(page, 'result');

  before(async () => {
    browser = await launch();
    desk = new Desk(browser, () => ['--no-vault-key']);
    await desk.startSandbox();
    await desk.startMunim();
    page = await desk.openBrowser();
    shot = screenshots(page, 'vault');
  });
  afterEach((context) => shot?.(`last-of-${context.name.replace(/\W+/g, '-')}`));
  after(async () => {
    await desk?.close();
    await browser?.close();
  });

  test('is made with a passphrase and shows its ways in', async () => {
    await desk.openCredentials();
    await secret('passphrase').fill(PASSPHRASE);
    await secret('passphrase-again').fill(PASSPHRASE);
    await press('create-vault');
    await control(page, 'gstin').waitFor(SLOW);
    await desk.openSettingsPage('Vault');
    await control(page, 'ways-in').getByText('Passphrase').waitFor(SLOW);
    await shot('1-new');
    await assertAccessible(page, 'new vault');
  });

  test('takes a recovery code only after it was typed back', async () => {
    await press('open-recovery-code');
    code = (await control(page, 'shown-code').innerText()).match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){6}/)[0];
    await shot('2-code');
    await assertAccessible(page, 'recovery code');
    await secret('typed-code').fill(`${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`);
    await press('confirm-code');
    await control(page, 'typed-code').locator('.message-error').waitFor(SLOW);
    await secret('typed-code').fill(code.toLowerCase());
    await press('confirm-code');
    await result().getByText('The recovery code is set').waitFor(SLOW);
    await control(page, 'ways-in').getByText('Recovery code on paper').waitFor(SLOW);
    await shot('3-code-set');
  });

  test('takes a list from a spreadsheet, and tries it first', async () => {
    const list = desk.at('list.csv');
    writeFileSync(list, ['GSTIN,IRP,Environment,API user name,API password', `27AAACP0029A1Z6,local-sandbox,sandbox,API_pushpak_mum,${LIST_PASSWORD}`,
      '24AAACP0029A1ZC,nowhere,sandbox,API_pushpak_amd,Sample@24amd', ''].join('\n'), { mode: 0o600 });
    await control(page, 'import-file').locator('input').fill(list);
    await press('check-list');
    await result().getByText('Nothing was stored yet').waitFor(SLOW);
    assert.match(await result().innerText(), /Line 3/);
    await shot('4-tried');
    await assertAccessible(page, 'list tried');
    await press('import-list');
    await result().getByText('The list was imported').waitFor(SLOW);
    await control(page, 'place').getByText('1 credential').waitFor(SLOW);
  });

  test('is checked, gets a new key, and is copied', async () => {
    await press('check');
    await result().getByText('The vault is in order').waitFor(SLOW);
    await press('change-key');
    await result().getByText("The vault's key was changed").waitFor(SLOW);
    await control(page, 'copy-file').getByRole('textbox').fill(desk.at('copy.db'));
    await press('backup');
    await result().getByText('The backup was made').waitFor(SLOW);
    assert.ok(existsSync(desk.at('copy.db')));
    await control(page, 'audit').getByText('Imported a list').waitFor(SLOW);
    await shot('5-cared-for');
    await assertAccessible(page, 'cared for');
    await page.setViewportSize({ width: 320, height: 700 });
    await assertAccessible(page, 'cared for at 320 px');
    await shot('5-cared-for-narrow');
    await page.setViewportSize({ width: 1440, height: 1000 });
  });

  test('opens with the recovery code when the passphrase is forgotten', async () => {
    await press('lock');
    await control(page, 'locked').waitFor(SLOW);
    await shot('6-locked');
    await desk.openSettingsPage('API credentials');
    await press('use-recovery-code');
    await secret('recovery-code').fill(code);
    await shot('7-recovery');
    await assertAccessible(page, 'recovery');
    await page.keyboard.press('Enter');
    await control(page, 'credentials').getByText('API_pushpak_mum').waitFor(SLOW);
    await shot('8-recovered');
  });

  test('has left no secret anywhere', async () => {
    await desk.stopMunim();
    // The code was shown on the page, and is in the views for that reason alone.
    desk.assertNoSecrets([PASSPHRASE, LIST_PASSWORD], ['munim']);
    assertQuiet(desk.problems, /ERR_CONNECTION|ERR_EMPTY|ERR_INCOMPLETE|ERR_NETWORK|status of 503/);
  });
});
