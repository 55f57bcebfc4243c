// The page "Invoices" in a real browser: one is registered, its QR code is seen, it is cancelled and looked up; then all at once.
//
// MUNIM_BIN, SANDBOX_BIN and TIJORI_PLUGIN name the programs; SCREENSHOT_DIR, if set, gets screenshots.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import { Desk, GSTIN, missingPrograms, USER } from './desk.mjs';
import { filesWith } from './programs.mjs';
import { assertAccessible, assertQuiet, launch, openPage, screenshots } from './support.mjs';

const SLOW = { timeout: 30000 };
const USERS = { [GSTIN]: USER, '27AAACP0029A1Z6': 'API_pushpak_mum', '24AAACP0029A1ZC': 'API_pushpak_amd' };

describe('invoices', { skip: missingPrograms() }, () => {
  let browser;
  let desk;
  let page;
  let shot;
  const passwords = [];
  const button = (name) => page.getByRole('button', { name, exact: true });
  const row = (number) => page.getByRole('row').filter({ has: page.getByRole('link', { name: number, exact: true }) });
  const status = () => page.locator('#polite').innerText();
  const state = () => page.locator('.invoice-state');

  /** On the command line, into the vault of the page. */
  function store(gstin, user) {
    const accounts = JSON.parse(readFileSync(desk.at('irp', 'accounts.json'), 'utf8'));
    const { password } = accounts.users.find(({ username }) => username === user);
    passwords.push(password);
    const { status: code, stderr } = spawnSync(process.env.MUNIM_BIN, ['--data', desk.at('munim'), '--plugin', process.env.TIJORI_PLUGIN, ...desk.serveArgs(desk), 'credentials', 'add', '--gstin', gstin,
      '--provider', 'local-sandbox', '--environment', 'sandbox', '--user', user, '--password-stdin'], { input: `${password}\n`, encoding: 'utf8' });
    assert.equal(code, 0, stderr);
  }

  function admin(method, what) {
    const { admin_url: url, admin_token: token } = JSON.parse(readFileSync(desk.at('irp', 'sandbox.json'), 'utf8'));
    return fetch(url + what, { method, headers: { Authorization: `Bearer ${token}` } });
  }

  async function openInvoices() {
    await page.getByRole('link', { name: 'Invoices', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Invoices' }).waitFor();
    await page.getByText(/^50 invoices: /).waitFor(SLOW);
  }

  async function openInvoice(number) {
    await row(number).getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: `Invoice ${number}` }).waitFor();
  }

  before(async () => {
    browser = await launch();
    desk = new Desk(browser, () => ['--vault-key-dir', desk.at('keys')]);
    await desk.startSandbox();
    await desk.startMunim();
    page = await desk.openBrowser();
    shot = screenshots(page, 'invoices');
    await page.goto(desk.munim.ready);
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  });
  afterEach((context) => shot?.(`last-of-${context.name.replace(/\W+/g, '-')}`));
  after(async () => {
    await desk?.close();
    await browser?.close();
  });

  test('without credentials, the page says where to enter them', async () => {
    await openInvoices();
    await page.getByText('No API credentials are stored yet.').waitFor();
    await shot('1-no-credentials');
    await assertAccessible(page, 'book without credentials');
    await openInvoice('BLR/26-27/0412');
    await button('Register').click();
    await page.getByText(`No API credentials are stored for ${GSTIN}.`).first().waitFor(SLOW);
    await shot('2-refused');
    await page.getByRole('link', { name: 'API credentials' }).click();
    await page.getByRole('heading', { level: 1, name: 'API credentials' }).waitFor();
  });

  test('one is registered with the keyboard, and its QR code is shown', async () => {
    await desk.stopMunim();
    for (const [gstin, user] of Object.entries(USERS)) store(gstin, user);
    await desk.startMunim();
    await page.goto(desk.munim.ready);
    await openInvoices();
    await openInvoice('BLR/26-27/0412');
    await shot('3-open');
    await assertAccessible(page, 'open invoice');
    await desk.fault({ where: 'call', path: '/eicore/', times: 1, kind: 'slow', seconds: 1 });
    await button('Register').focus();
    await page.keyboard.press('Enter');
    await state().getByText('At the IRP…').waitFor(SLOW);
    await state().getByText('Registered').waitFor(SLOW);
    assert.match(await page.locator('.irn').innerText(), /^[0-9a-f]{64}$/);
    await page.getByText(/^1\d{14}$/).waitFor();
    const picture = page.getByRole('img', { name: 'Signed QR code of invoice BLR/26-27/0412' });
    await picture.waitFor(SLOW);
    assert.ok((await picture.boundingBox()).width > 150);
    assert.match(await status(), /Registered/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'registration-head', 'the focus stays where the work was');
    await shot('4-registered');
    await assertAccessible(page, 'registered invoice');
    await page.getByText('As JSON').click();
    await page.getByText('"Version": "1.1"').waitFor();
    await shot('5-json');
    await assertAccessible(page, 'with JSON');
  });

  test('it is cancelled with a reason, which the IRP checks too', async () => {
    await button('Cancel…').click();
    await assertAccessible(page, 'cancelling');
    await button('Cancel the invoice').click();
    await page.getByText('Choose why the invoice is cancelled.').waitFor();
    await page.getByLabel('Reason').selectOption({ label: 'Data entry mistake' });
    await button('Cancel the invoice').click();
    await page.getByText('Enter a remark of 1 to 100 characters.').waitFor();
    await page.getByLabel('Remark').fill('Wrong quantity of ₹ items');
    await shot('6-cancelling');
    await page.keyboard.press('Enter');
    await state().getByText('Cancelled').waitFor(SLOW);
    await page.getByText('Data entry mistake: Wrong quantity of ₹ items').waitFor();
    await button('Look up').click();
    await page.waitForFunction(() => document.querySelector('#polite').textContent.includes('Cancelled'), null, SLOW);
    await shot('7-cancelled');
    await assertAccessible(page, 'cancelled invoice');
  });

  test('a lost answer is looked up, and what another program did is seen', async () => {
    await openInvoices();
    await openInvoice('BLR/26-27/0413');
    await desk.fault({ where: 'call', path: '/eicore/v1.03/Invoice', times: 1, kind: 'reset_after' });
    await button('Register').click();
    await state().getByText('Registered').waitFor(SLOW);
    await button('Look up').click();
    await state().getByText('Registered').waitFor(SLOW);
  });

  test('all are registered, with a pause, at most three at once', async () => {
    await openInvoices();
    await page.getByText('50 invoices: 1 registered, 48 not registered, 0 rejected, 1 cancelled.').waitFor(SLOW);
    await desk.fault({ where: 'call', path: '/eicore/', times: 60, kind: 'slow', seconds: 2 });
    await button('Register all').click();
    await button('Pause').waitFor(SLOW);
    await page.getByText(/^[1-9]\d* of 48$/).waitFor(SLOW);
    await shot('8-running', { fullPage: false });
    await assertAccessible(page, 'running');
    await button('Pause').click();
    await page.getByText('Paused.').first().waitFor(SLOW);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Resume', 'the focus goes to what is next');
    const before = await page.locator('.progress-count').innerText();
    await page.waitForTimeout(1500);
    assert.equal(await page.locator('.progress-count').innerText(), before, 'nothing goes on while it is paused');
    await shot('9-paused', { fullPage: false });
    await assertAccessible(page, 'paused');
    await page.setViewportSize({ width: 320, height: 700 });
    await assertAccessible(page, 'paused at 320 px');
    await shot('9-paused-narrow', { fullPage: false });
    await page.setViewportSize({ width: 1440, height: 1000 });
    await admin('POST', '/fault/clear');
    await button('Resume').click();
    await page.getByText('Ended: 43 registered, 5 rejected, 0 not done.').first().waitFor({ timeout: 60000 });
    assert.match(await status(), /Ended: 43 registered/);
    await page.getByText('50 invoices: 44 registered, 0 not registered, 5 rejected, 1 cancelled.').waitFor();
    const counters = await (await admin('GET', '/counters')).json();
    assert.ok(counters.concurrent_maximum <= 3, `${counters.concurrent_maximum} calls at once`);
  });

  test('rejected ones say why, each in words', async () => {
    await page.getByLabel('Show').selectOption({ label: 'Rejected' });
    for (const words of [/buyer's GSTIN 37AAACP0037A1Z5 is inactive or cancelled/, /does not know the buyer's GSTIN 38AAACP0038A1Z2/, /belongs to another registered invoice/, /date lies in the future/, /state does not fit/]) {
      await page.getByRole('row').filter({ hasText: words }).first().waitFor();
    }
    await shot('10-rejected');
    await assertAccessible(page, 'rejected');
  });

  test('all of it is there after a restart, and looks right in the dark', async () => {
    await desk.stopMunim();
    await desk.startMunim();
    const { page: dark, context, problems } = await openPage(browser, { width: 390, height: 800, scheme: 'dark' });
    try {
      await dark.goto(desk.munim.ready);
      await dark.getByRole('link', { name: 'Invoices', exact: true }).first().click();
      await dark.getByText('50 invoices: 44 registered, 0 not registered, 5 rejected, 1 cancelled.').waitFor(SLOW);
      await screenshots(dark, 'invoices')('11-dark', { fullPage: false });
      await assertAccessible(dark, 'book in the dark');
      await dark.getByRole('link', { name: 'BLR/26-27/0413', exact: true }).click();
      await dark.getByRole('img', { name: /Signed QR code/ }).waitFor(SLOW);
      await screenshots(dark, 'invoices')('12-dark-invoice');
      await assertAccessible(dark, 'invoice in the dark');
      assertQuiet(problems);
    } finally {
      await context.close();
    }
  });

  test('no password is anywhere', async () => {
    await desk.stopMunim();
    assert.deepEqual(filesWith(desk.at('munim'), passwords).found, []);
    for (const body of desk.bodies) for (const password of passwords) assert.ok(!body.includes(password));
    assertQuiet(desk.problems, /ERR_CONNECTION|ERR_EMPTY|ERR_INCOMPLETE|ERR_NETWORK|status of (503|422)/);
  });
});
