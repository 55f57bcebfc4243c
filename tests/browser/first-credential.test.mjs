// A user stores a first API credential: the real Munim, the real plugin, the sandbox IRP and a browser.
//
// MUNIM_BIN, SANDBOX_BIN and TIJORI_PLUGIN name the programs; SCREENSHOT_DIR, if set, gets screenshots.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { Desk, missingPrograms, USER } from './desk.mjs';
import { assertAccessible, assertQuiet, control, launch, screenshots } from './support.mjs';

const WRONG_PASSWORD = 'Wrong-Passw0rd-of-the-browser-test';
const PASSPHRASE = 'six wary tigers audit the ledger';
const SLOW = { timeout: 30000 };

describe('a first credential', { skip: missingPrograms() }, () => {
  let browser;
  before(async () => (browser = await launch()));
  after(() => browser?.close());

  describe('with a vault key that the host holds', () => {
    let desk;
    let page;
    let shot;
    const secretInput = () => control(page, 'password').locator('input');
    const savedRow = async () => {
      await desk.row().getByText('Verified').waitFor(SLOW);
      assert.match(await desk.row().innerText(), new RegExp(USER));
      assert.match(await desk.row().innerText(), /•{4,}/, 'the password is masked');
    };
    before(async () => {
      desk = new Desk(browser, () => ['--vault-key-dir', desk.at('keys')]);
      await desk.startSandbox();
      await desk.startMunim();
      page = await desk.openBrowser();
      shot = screenshots(page, 'first-credential');
    });
    afterEach((context) => shot?.(`last-of-${context.name.replace(/\W+/g, '-')}`));
    after(() => desk?.close());

    test('is entered, submitted and verified', async () => {
      await desk.openCredentials();
      await control(page, 'gstin').waitFor();
      await shot('1-empty');
      await assertAccessible(page, 'empty');
      await desk.fill();
      await shot('2-filled');
      await assertAccessible(page, 'filled');
      await desk.fault({ where: 'auth', times: 1, kind: 'slow', seconds: 2 });
      await desk.save();
      await page.getByRole('button', { name: /Save and submit.*under way/ }).waitFor();
      await shot('3-saving');
      await control(page, 'result').getByText('Saved and verified with the IRP').waitFor(SLOW);
      await savedRow();
      assert.equal(await secretInput().inputValue(), '', 'the password is wiped from the form');
      await shot('4-saved');
      await assertAccessible(page, 'saved');
    });

    test('is still there after Munim was started again', async () => {
      await desk.stopMunim();
      await page.getByText('Munim is not running.').waitFor(SLOW);
      await desk.startMunim();
      await desk.openCredentials();
      await savedRow();
    });

    test('stays as it is when a wrong password is entered', async () => {
      await desk.row().getByRole('button', { name: /^Change/ }).click();
      await secretInput().waitFor();
      await page.waitForFunction(() => document.activeElement?.closest('[data-control-id="password"]'));
      await page.keyboard.type(WRONG_PASSWORD);
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('[data-control-id="password"] [aria-invalid="true"], [data-control-id="user-name"] [aria-invalid="true"]'), null, SLOW);
      const message = await page.locator('.message-error').first().innerText();
      assert.match(message, /password/i, 'in plain words');
      assert.match(message, /check|type|enter|try/i, 'with a next step');
      await savedRow();
      await shot('5-wrong-password');
      await assertAccessible(page, 'wrong password');
    });

    test('an IRP that cannot be reached is said to be, and what was typed is kept', async () => {
      await desk.sandbox.stop();
      await secretInput().fill(desk.password);
      await desk.save();
      await page.getByText('cannot be reached').first().waitFor(SLOW);
      assert.equal(await secretInput().inputValue(), desk.password);
      assert.equal(await control(page, 'user-name').getByRole('textbox').inputValue(), USER);
      await shot('6-unreachable');
      await assertAccessible(page, 'unreachable');
      await page.setViewportSize({ width: 320, height: 700 });
      await assertAccessible(page, 'unreachable at 320 px');
      await shot('6-unreachable-narrow');
      await page.setViewportSize({ width: 1440, height: 1000 });
      await savedRow();
    });

    test('is removed after a question', async () => {
      await desk.row().getByRole('button', { name: /^Remove/ }).click();
      await control(page, 'confirm-remove').waitFor();
      await shot('7-remove');
      await assertAccessible(page, 'remove');
      await page.keyboard.press('Escape');
      await control(page, 'confirm-remove').waitFor({ state: 'hidden' });
      assert.equal(await desk.row().count(), 1, 'Escape keeps it');
      await desk.row().getByRole('button', { name: /^Remove/ }).click();
      await control(page, 'confirm-remove').getByRole('button').click();
      await desk.row().waitFor({ state: 'detached', ...SLOW });
      await shot('8-removed');
    });

    test('has left no secret anywhere', async () => {
      await desk.stopMunim();
      desk.assertNoSecrets([desk.password, WRONG_PASSWORD], ['munim', 'keys']);
      assertQuiet(desk.problems, /ERR_CONNECTION|ERR_EMPTY|ERR_INCOMPLETE|ERR_NETWORK|status of 503/);
    });
  });

  describe('with a passphrase', () => {
    let desk;
    let page;
    let shot;
    const secret = (id) => control(page, id).locator('input');
    before(async () => {
      desk = new Desk(browser, () => ['--no-vault-key']);
      await desk.startSandbox();
      await desk.startMunim();
      page = await desk.openBrowser();
      shot = screenshots(page, 'first-credential');
    });
    afterEach((context) => shot?.(`last-of-${context.name.replace(/\W+/g, '-')}`));
    after(() => desk?.close());

    test('the page asks to choose one, then takes the credential', async () => {
      await desk.openCredentials();
      await secret('passphrase').fill(PASSPHRASE);
      await secret('passphrase-again').fill(`${PASSPHRASE}!`);
      await control(page, 'create-vault').getByRole('button').click();
      await control(page, 'passphrase-again').locator('.message-error').waitFor();
      await shot('p1-passphrases-differ');
      await assertAccessible(page, 'passphrases differ');
      await secret('passphrase-again').fill(PASSPHRASE);
      await page.keyboard.press('Enter');
      await control(page, 'gstin').waitFor(SLOW);
      await desk.fill();
      await desk.save();
      await control(page, 'result').getByText('Saved and verified with the IRP').waitFor(SLOW);
      await shot('p2-saved');
    });

    test('after a restart it asks for it, and says when it is wrong', async () => {
      await desk.stopMunim();
      await desk.startMunim();
      await desk.openCredentials();
      await secret('passphrase').fill('not the right passphrase');
      await page.keyboard.press('Enter');
      await control(page, 'passphrase').locator('.message-error').waitFor(SLOW);
      assert.match(await control(page, 'passphrase').locator('.message-error').innerText(), /passphrase/i);
      await shot('p3-wrong-passphrase');
      await assertAccessible(page, 'wrong passphrase');
      await secret('passphrase').fill(PASSPHRASE);
      await control(page, 'unlock').getByRole('button').click();
      await desk.row().getByText('Verified').waitFor(SLOW);
      await shot('p4-unlocked');
    });

    test('has left no secret anywhere', async () => {
      await desk.stopMunim();
      desk.assertNoSecrets([desk.password, PASSPHRASE, 'not the right passphrase'], ['munim']);
      assertQuiet(desk.problems, /ERR_CONNECTION|ERR_EMPTY|ERR_INCOMPLETE|ERR_NETWORK|status of 503/);
    });
  });
});
