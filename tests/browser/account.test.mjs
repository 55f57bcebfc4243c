// What the page "API credentials" does beyond its form, in a real browser: a forgotten API password, an API user made, a
// GSTIN registered, an answer that was lost, the way through a portal; and many credentials searched, verified, reported.
//
// MUNIM_BIN, SANDBOX_BIN and TIJORI_PLUGIN name the programs; SCREENSHOT_DIR, if set, gets screenshots of every state, and
// GALLERY_DIR small ones of a few.

import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { Desk, GSTIN, missingPrograms, USER } from './desk.mjs';
import { gallery } from './gallery.mjs';
import { Looker } from './look.mjs';
import { assertQuiet, control, launch, screenshots } from './support.mjs';

const SLOW = { timeout: 30000 };
const MUMBAI = '27AAACP0029A1Z6';
const CHENNAI = '33AAACP0029A1ZD';
const WEAK = 'abcdefgh';
const STRONG = { chennai: 'Marina#33tn', mumbai: 'Gateway#27mh', portal: 'Portal#29web' };
const WRONG = 'Not-the-Portal9';
const ONE_MINUTE = { seconds: 61 };

describe('the account at a portal', { skip: missingPrograms() }, () => {
  let browser;
  let desk;
  let page;
  let looker;
  let shot;
  const secrets = [WRONG, ...Object.values(STRONG)]; // all that is typed hidden, and more as it comes
  const codes = [];
  const accounts = {};

  const input = (id) => control(page, id).locator('input');
  const error = (id) => control(page, id).locator('.message-error');
  const place = (id, part) => control(page, id).locator(part).first().boundingBox();
  const result = (words) => control(page, 'result').getByText(words).waitFor(SLOW);
  const look = (name, more) => looker.look(name, [...secrets, ...codes], more);
  const atFocus = (id) => page.waitForFunction((wanted) => document.activeElement?.closest('[data-control-id]')?.dataset.controlId === wanted, id, SLOW);
  /** Presses a button as somebody without a mouse does. */
  const press = async (id) => {
    await control(page, id).getByRole('button').or(control(page, id).getByRole('link')).focus();
    await page.keyboard.press('Enter');
  };
  const choose = async (id, words) => {
    await control(page, id).getByRole('combobox').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
  };
  const type = async (id, text) => {
    await input(id).focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  };
  const row = (gstin, user) => control(page, 'credentials').getByRole('row').filter({ hasText: gstin }).filter({ hasText: user });
  const rowAction = (line, name) => line.getByRole('button', { name }).press('Enter');
  /** The code that the portal has sent last. */
  const sentCode = async (gstin) => {
    const { codes: sent } = await desk.admin('GET', '/one-time-codes');
    const { otp } = sent.findLast((one) => one.gstin === gstin);
    codes.push(otp);
    return otp;
  };
  const signIn = async (gstin) => {
    await atFocus('account-password');
    await page.keyboard.type(accounts[gstin]);
    await page.keyboard.press('Enter');
  };
  const verifies = async (line) => {
    await rowAction(line, /^Test again/);
    await result('Verified with the IRP');
    await line.getByText('Verified').waitFor(SLOW);
  };

  before(async () => {
    browser = await launch();
    desk = new Desk(browser, () => ['--vault-key-dir', desk.at('keys')]);
    await desk.startSandbox();
    copyFileSync(desk.at('irp', 'provider-profiles', 'local-sandbox-103.json'), desk.at('munim', 'plugins', 'in.tijori.credentials', 'providers', 'local-sandbox-103.json'));
    const known = JSON.parse(readFileSync(desk.at('irp', 'accounts.json'), 'utf8'));
    for (const account of known.portal_accounts) accounts[account.gstin] = account.password;
    secrets.push(...known.portal_accounts.map((one) => one.password), ...known.users.map((one) => one.password));
    // Munim shows addresses through xdg-open; here one that only notes them.
    const opener = desk.at('programs', 'xdg-open');
    mkdirSync(path.dirname(opener));
    writeFileSync(opener, `#!/bin/sh\necho "$1" >>'${desk.at('opened')}'\n`);
    chmodSync(opener, 0o755);
    const { PATH } = process.env;
    process.env.PATH = `${path.dirname(opener)}:${PATH}`;
    await desk.startMunim();
    process.env.PATH = PATH;
    page = await desk.openBrowser();
    shot = screenshots(page, 'account');
    looker = new Looker(page, shot, gallery(page));
  });
  afterEach((context) => shot?.(`last-of-${context.name.replace(/\W+/g, '-')}`));
  after(async () => {
    await desk?.close();
    await browser?.close();
  });

  test('has nothing to do yet', async () => {
    await desk.openCredentials();
    await control(page, 'gstin').waitFor();
    assert.equal((await place('save', 'button')).x, (await place('password', '.box')).x, 'what is pressed stands below what is typed');
    await look('01-first-visit', { gallery: true });
    await press('forgot-password');
    await error('gstin').waitFor(SLOW);
    await atFocus('gstin');
    assert.match(await error('gstin').innerText(), /Choose the GSTIN/);
    await look('02-gstin-missing');
  });

  test('a forgotten password: the account password is asked for, and a wrong one is told at its field', async () => {
    await desk.fill();
    await desk.save();
    await result('Saved and verified with the IRP');
    await choose('gstin', 'bengaluru');
    await press('forgot-password');
    await atFocus('account-password');
    assert.match(await control(page, 'task-gstin').innerText(), /29AAACP0029A1Z2 \(Karnataka\)/);
    assert.match(await control(page, 'task-provider').innerText(), /Local sandbox IRP, Sandbox/);
    await look('10-log-in', { gallery: true });
    await page.keyboard.press('Enter');
    await error('account-password').waitFor(SLOW);
    await type('account-password', WRONG);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => /4/.test(document.querySelector('[data-control-id="account-password"] .message-error')?.textContent), null, SLOW);
    await atFocus('account-password');
    assert.match(await error('account-password').innerText(), /password/i);
    await look('11-wrong-account-password');
  });

  test('then the API user is shown, with a masked password', async () => {
    await desk.fault({ where: 'account', times: 1, kind: 'slow', seconds: 2 });
    await signIn(GSTIN);
    await control(page, 'task-progress').waitFor(SLOW);
    await look('12-logging-in', { moving: true });
    await control(page, 'api-user').getByText(USER).waitFor(SLOW);
    assert.match(await control(page, 'api-password').innerText(), /S.+r$/);
    await atFocus('change-password');
    await look('13-api-user', { gallery: true });
  });

  test('a one-time code: wrong, and again too early', async () => {
    await page.keyboard.press('Enter');
    await atFocus('code');
    const again = control(page, 'resend-code').getByRole('button');
    const label = await again.innerText();
    assert.match(label, /\(in \d:\d\d\)/);
    assert.equal(await again.getAttribute('aria-disabled'), 'true');
    await page.waitForFunction((old) => document.querySelector('[data-control-id="resend-code"]').textContent !== old, label);
    assert.match(await control(page, 'code-sent').innerText(), /\*|•|x/i, 'where it was sent is masked');
    await look('14-code', { gallery: true });
    const right = await sentCode(GSTIN);
    await page.keyboard.type(right === '111111' ? '222222' : '111111');
    await page.keyboard.press('Enter');
    await error('code').waitFor(SLOW);
    assert.match(await error('code').innerText(), /code/i);
    await look('15-wrong-code');
    await type('code', `${right.slice(0, 3)} ${right.slice(3)}`); // as people copy it from a message
    await page.keyboard.press('Enter');
    await atFocus('new-password');
    assert.equal(await control(page, 'new-user-name').innerText().then((text) => text.includes(USER)), true);
  });

  test('a new password: rules are ticked while typing, two that differ are told', async () => {
    const rules = page.locator('[data-control-id^="rule-"]');
    const met = async (count) => page.waitForFunction((wanted) => [...document.querySelectorAll('[data-control-id^="rule-"]')].filter((rule) => rule.textContent.includes('✓')).length === wanted, count, SLOW);
    const all = await rules.count();
    assert.ok(all >= 5, `${all} rules`);
    await page.keyboard.type(WEAK);
    await met(3); // neither too short nor too long, and small letters
    assert.equal((await place('rule-1', 'p')).x, (await place('new-password', '.box')).x, 'the rules stand below their field');
    assert.ok((await place('rule-1', 'p')).y < (await place('new-password-again', '.box')).y);
    await look('16-rules', { gallery: true });
    await page.keyboard.press('Enter');
    await error('new-password').waitFor(SLOW);
    await look('17-rules-broken');
    await type('new-password', STRONG.portal);
    await met(all);
    await type('new-password-again', `${STRONG.portal}x`);
    await page.keyboard.press('Enter');
    await error('new-password-again').waitFor(SLOW);
    await look('18-two-that-differ');
    await press('generate');
    await result('A password was made');
    await atFocus('submit');
    assert.equal(await page.locator('main input[type=password]').count(), 0, 'what was typed before is not shown in its place');
    await look('19-made');
    await press('type-own');
    await atFocus('new-password');
    assert.equal(await input('new-password').inputValue(), '');
    await press('generate');
    await atFocus('submit');
  });

  test('is saved and verified, and works', async () => {
    await page.keyboard.press('Enter');
    await result('The API password was changed');
    await row(GSTIN, USER).getByText('Verified').waitFor(SLOW);
    await look('20-changed', { gallery: true });
    await verifies(row(GSTIN, USER));
    assert.equal((await desk.admin('GET', '/counters')).password_changes, 1);
  });

  test('API credentials are created for a GSTIN without an API user', async () => {
    await choose('gstin', 'chennai');
    await press('create-user');
    await signIn(CHENNAI);
    await control(page, 'api-user-none').waitFor(SLOW);
    await look('30-no-api-user');
    await atFocus('create-user');
    await page.keyboard.press('Enter');
    await atFocus('code');
    await page.keyboard.type(await sentCode(CHENNAI));
    await page.keyboard.press('Enter');
    await atFocus('new-user-name');
    await page.keyboard.type(USER); // somebody else's
    await type('new-password', STRONG.chennai);
    await type('new-password-again', STRONG.chennai);
    await page.keyboard.press('Enter');
    await error('new-user-name').waitFor(SLOW);
    await look('31-name-taken');
    await type('new-user-name', 'API_pushpak_maa');
    await press('submit');
    await result('The API user was made');
    await row(CHENNAI, 'API_pushpak_maa').getByText('Verified').waitFor(SLOW);
    await verifies(row(CHENNAI, 'API_pushpak_maa'));
  });

  test('an answer that was lost is settled by a log-in', async () => {
    const change = async () => {
      await choose('gstin', 'mumbai');
      await press('forgot-password');
      await signIn(MUMBAI);
      await atFocus('change-password');
      await page.keyboard.press('Enter');
      await atFocus('code');
      await page.keyboard.type(await sentCode(MUMBAI));
      await page.keyboard.press('Enter');
      await atFocus('new-password');
    };
    await change();
    await page.keyboard.type(STRONG.mumbai);
    await type('new-password-again', STRONG.mumbai);
    await desk.fault({ where: 'account', path: '/sandbox/account/api-credentials/password', kind: 'reset_after', times: 1 });
    await page.keyboard.press('Enter');
    await atFocus('check-now');
    await look('40-lost-answer', { gallery: true });
    await page.keyboard.press('Escape'); // later
    await result('The new password is kept in the vault');
    await control(page, 'pending').getByText('API_pushpak_mum').waitFor(SLOW);
    await look('41-pending', { gallery: true });
    await rowAction(control(page, 'pending').getByRole('row').filter({ hasText: MUMBAI }), /^Discard/);
    await atFocus('cancel-discard');
    await look('42-discard');
    await page.keyboard.press('Escape');
    await control(page, 'confirm-discard').waitFor({ state: 'detached' });
    await rowAction(control(page, 'pending').getByRole('row').filter({ hasText: MUMBAI }), /^Check now/);
    await result('The new password counts');
    await row(MUMBAI, 'API_pushpak_mum').getByText('Verified').waitFor(SLOW);
    assert.equal(await control(page, 'pending').count(), 0);
    await verifies(row(MUMBAI, 'API_pushpak_mum'));

    await desk.admin('POST', '/clock/advance', ONE_MINUTE);
    await change();
    await press('generate');
    await result('A password was made');
    await desk.fault({ where: 'account', path: '/sandbox/account/api-credentials/password', kind: 'reset_before', times: 1 });
    await press('submit');
    await atFocus('check-now');
    await page.keyboard.press('Enter');
    await result('The password was not changed');
    await atFocus('account-password');
    await look('43-not-taken');
    await page.keyboard.press('Escape');
    await control(page, 'save').waitFor(SLOW);
    await verifies(row(MUMBAI, 'API_pushpak_mum'));
  });

  test('a portal without an account side: its steps, and what was typed is kept', async () => {
    await choose('gstin', 'delhi');
    await choose('provider', 'NIC IRP 1');
    await choose('environment', 'Production');
    await control(page, 'environment').getByText('legal effect', { exact: false }).first().waitFor(SLOW);
    await look('49-production');
    await choose('environment', 'Sandbox');
    await press('register');
    await control(page, 'open-portal').waitFor(SLOW);
    await look('50-register');
    await press('open-portal');
    for (let n = 0; n < 100 && !existsSync(desk.at('opened')); ++n) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(readFileSync(desk.at('opened'), 'utf8'), 'https://einvoice1.gst.gov.in\n');
    await press('task-continue');
    await control(page, 'task-step-1').waitFor(SLOW);
    assert.equal(await page.locator('[data-control-id^="task-step-"]').count(), 6);
    await type('new-user-name', 'API_pushpak_web');
    await type('new-password', STRONG.portal);
    await look('51-portal-steps', { gallery: true });
    await press('task-back');
    await press('task-continue');
    await input('new-user-name').waitFor(SLOW);
    assert.equal(await input('new-user-name').inputValue(), 'API_pushpak_web');
    assert.match(await input('new-password').getAttribute('placeholder'), /^Typed already/);
    await input('new-password').focus();
    await page.keyboard.press('Enter'); // nothing of this provider is set up: not sent anywhere
    await result('is not set up in this program');
    assert.equal(await input('new-user-name').inputValue(), 'API_pushpak_web');
    await look('52-not-set-up');
    await page.keyboard.press('Escape');
    await control(page, 'save').waitFor(SLOW);
    await atFocus('register');
    assert.equal(await control(page, 'gstin').getByRole('combobox').inputValue(), '07AAACP0029A1Z8');
    assert.equal(await control(page, 'provider').getByRole('combobox').inputValue(), 'NIC IRP 1');
  });

  test('many credentials: searched, filtered, verified', async () => {
    await desk.openSettingsPage('Vault');
    const list = desk.at('list.csv');
    const line = (gstin, user, password, irp = 'local-sandbox') => `${gstin},${irp},sandbox,${user},${password}`;
    writeFileSync(list, ['GSTIN,IRP,Environment,API user name,API password', line('24AAACP0029A1ZC', 'API_pushpak_amd', 'Sample@24amd'),
      line('29AAFCD5862R000', 'pushpak_sbx', 'Sample@00sbx'), line(GSTIN, 'API_expired_pw', 'Sample@29exp', 'local-sandbox-103'),
      line('24AAACP0029A1ZC', 'API_other_gstin', 'Sample@27oth', 'local-sandbox-103'), ''].join('\n'), { mode: 0o600 });
    await control(page, 'import-file').locator('input').fill(list);
    await press('import-list');
    await result('The list was imported');
    await desk.openSettingsPage('API credentials');
    await control(page, 'search').waitFor(SLOW);
    await desk.fault({ where: 'auth', kind: 'slow', seconds: 2, times: 7 });
    await press('verify-all');
    await control(page, 'bulk-progress').waitFor(SLOW);
    await look('60-verifying', { moving: true });
    await page.waitForFunction(() => !document.querySelector('[data-control-id="bulk-progress"]'), null, { timeout: 60000 });
    await row(GSTIN, 'API_expired_pw').getByRole('button', { name: /^Forgot API password/ }).waitFor(SLOW);
    await row('24AAACP0029A1ZC', 'API_other_gstin').getByRole('button', { name: /^Move/ }).waitFor(SLOW);
    await row('24AAACP0029A1ZC', 'API_pushpak_amd').getByText('Verified').waitFor(SLOW);
    assert.equal((await place('search', '.box')).y, (await place('filter', '.box')).y, 'search and filter stand side by side');
    await look('61-verified', { gallery: 'stored-heading' });
    await type('search', 'nobody');
    await control(page, 'none-found').waitFor(SLOW);
    await look('62-none-found');
    await press('show-all');
    await row(CHENNAI, 'API_pushpak_maa').waitFor(SLOW);
    await type('search', 'gujarat');
    await page.waitForFunction(() => document.querySelectorAll('[data-control-id="credentials"] tbody tr').length === 2, null, SLOW);
    await input('search').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await choose('filter', 'Needs attention');
    await page.waitForFunction(() => document.querySelectorAll('[data-control-id="credentials"] tbody tr').length === 2, null, SLOW);
    await look('63-need-attention');
    await choose('filter', 'GSTINs without');
    await control(page, 'missing-1').waitFor(SLOW);
    assert.match(await control(page, 'missing-1').innerText(), /^07AAACP0029A1Z8/);
    assert.equal(await control(page, 'verify-all').count(), 0, 'nothing is shown that could be verified');
    await look('64-missing');
    await choose('filter', 'All');
    await row('24AAACP0029A1ZC', 'API_other_gstin').waitFor(SLOW);
  });

  test('an API user of another GSTIN is moved there', async () => {
    await rowAction(row('24AAACP0029A1ZC', 'API_other_gstin'), /^Move/);
    await atFocus('move-to');
    await look('70-move');
    await choose('move-to', 'mumbai');
    await press('confirm-move');
    await result('Moved and verified with the IRP');
    await row(MUMBAI, 'API_other_gstin').getByText('Verified').waitFor(SLOW);
  });

  test('a report holds no passwords', async () => {
    const file = desk.at('report.csv');
    await type('report-file', file);
    await press('export-report');
    await result('The report was written');
    await look('80-report');
    const text = readFileSync(file, 'utf8');
    for (const user of [USER, 'API_pushpak_maa', 'pushpak_sbx']) assert.ok(text.includes(user), user);
    for (const secret of secrets) assert.ok(!text.includes(secret), 'the report holds a password');
    await press('export-report'); // never over a file that is there
    await error('report-file').waitFor(SLOW);
  });

  test('has left no secret anywhere', async () => {
    await desk.stopMunim();
    desk.assertNoSecrets(secrets, ['munim', 'keys']);
    assert.ok(codes.length >= 4);
    for (const code of codes) {
      assert.ok(!desk.munim.output.includes(code), 'Munim printed a code');
      assert.ok(!desk.bodies.some((body) => /"controls"/.test(body) && body.includes(code)), 'a view holds a code');
    }
    assert.deepEqual(looker.addresses.filter((url) => [...secrets, ...codes].some((secret) => url.includes(encodeURIComponent(secret)))), []);
    assertQuiet(desk.problems, /ERR_CONNECTION|ERR_EMPTY|ERR_INCOMPLETE|ERR_NETWORK|status of 503/);
  });
});
