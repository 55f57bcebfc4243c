// The web page against a mock of Munim's server: every kind of control, what must survive a re-render, and how it looks.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { MockServer } from './mock-server.mjs';
import { assertAccessible, assertQuiet, control, launch, openPage, screenshots } from './support.mjs';

let browser;
let mock;
let opened;

before(async () => (browser = await launch()));
after(() => browser.close());
beforeEach(async () => (mock = await new MockServer().start()));
afterEach(async () => {
  await opened?.context.close();
  opened = undefined;
  await mock.stop();
});

async function open(settings, options) {
  opened = await openPage(browser, options);
  const { page } = opened;
  await page.goto(mock.url);
  await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
  if (settings) {
    await page.evaluate((id) => (location.hash = `#/settings/${id}`), settings);
    await page.locator('[data-control-id]').first().waitFor();
  }
  return page;
}

const gstin = (page) => page.getByRole('combobox', { name: 'GSTIN' });
const field = (page, name) => page.getByLabel(name, { exact: true });
const asked = (method) => mock.log.filter((entry) => entry.method === method && entry.path.includes('/controls/')).map((entry) => [entry.path.split('/controls/')[1], entry.body]);
async function eventually(check, what) {
  for (const end = Date.now() + 5000; ; ) {
    if (await check()) return;
    if (Date.now() > end) assert.fail(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the frame', () => {
  test('the token leaves the address and goes with every request', async () => {
    const page = await open();
    assert.equal(await page.evaluate(() => location.hash), '#/');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    assert.ok(mock.log.every((entry) => entry.status === 200));
    assertQuiet(opened.problems);
  });

  test('without a token it says where to open Munim', async () => {
    opened = await openPage(browser);
    await opened.page.goto(mock.origin);
    await opened.page.getByRole('heading', { name: 'Open Munim from its own address' }).waitFor();
    assert.deepEqual(mock.log, []);
    await assertAccessible(opened.page, 'no token');
    assertQuiet(opened.problems);
  });

  test('a token that is refused is said to be', async () => {
    opened = await openPage(browser);
    await opened.page.goto(`${mock.origin}/#session=wrong`);
    await opened.page.getByRole('heading', { name: 'This window has lost its session' }).waitFor();
    await assertAccessible(opened.page, 'refused');
    assertQuiet(opened.problems, /403/);
  });

  test('a new address opened in the same window goes on with the new session', async () => {
    const page = await open('api-credentials');
    await field(page, 'API user name').fill('API_kept');
    mock.token = 'another';
    await page.getByText('This window has lost its session.').waitFor({ timeout: 25000 });
    await page.evaluate((url) => (location.href = url), mock.url);
    await page.getByText('This window has lost its session.').waitFor({ state: 'hidden' });
    assert.equal(await field(page, 'API user name').inputValue(), 'API_kept');
  });

  test('problems are shown at home and in Settings, which may be empty', async () => {
    mock.options.problems = [{ message: 'The plugin “libtijori.so” was not loaded.', next_step: 'Install the version for Munim 0.1.' }];
    mock.options.settings = false;
    const page = await open();
    await page.getByText('Install the version for Munim 0.1.').waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByText('Install the version for Munim 0.1.').waitFor();
    await page.getByRole('heading', { name: 'No settings yet' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1', 'the focus goes to the new page');
    await assertAccessible(page, 'settings without pages');
    assertQuiet(opened.problems);
  });

  test('a thousand registrations at home can be searched', async () => {
    mock.options.companies = 'many';
    const page = await open();
    const search = page.getByRole('searchbox', { name: /Pushpak/ });
    await search.fill('19aaacp0100 west');
    assert.equal(await page.locator('.company-card').first().locator('li').count(), 1);
    await assertAccessible(page, 'home with many');
  });

  test('when Munim goes away and comes back, what was typed is kept and told again', async () => {
    const page = await open('api-credentials');
    await gstin(page).fill('29AAACP0029A1Z2');
    await page.keyboard.press('Enter');
    await field(page, 'API user name').fill('API_kept');
    await field(page, 'API password').fill('kept secret');
    await eventually(() => asked('PUT').length >= 3, 'three values are told');
    const { port } = mock;
    await mock.stop();
    await page.getByText('Munim is not running.').waitFor();
    await assertAccessible(page, 'offline');
    assert.equal(await field(page, 'API password').inputValue(), 'kept secret');
    await field(page, 'API user name').fill('API_kept_2');
    mock.log.length = 0;
    await mock.start(port);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Munim is not running.').waitFor({ state: 'hidden' });
    await eventually(() => mock.page?.values['user-name'] === 'API_kept_2' && mock.page.held.has('password') && mock.page.values.gstin, 'the new page knows it all');
    assert.equal(await field(page, 'API password').inputValue(), 'kept secret');
    assertQuiet(opened.problems, /ERR_CONNECTION|ERR_EMPTY|ERR_INCOMPLETE|404/);
  });

  test('leaving closes the page on the server', async () => {
    const page = await open('api-credentials');
    assert.equal(mock.openPages, 1);
    await page.getByRole('link', { name: 'Home', exact: true }).click();
    await eventually(() => mock.openPages === 0, 'closed after going home');
    await page.goBack();
    await eventually(() => mock.openPages === 1, 'opened again');
    // The server has opened it before the browser knows under which name; only then can the browser close it.
    await page.locator('[data-control-id]').first().waitFor();
    await page.goto('about:blank');
    await eventually(() => mock.openPages === 0, 'closed after leaving Munim');
  });
});

describe('re-rendering', () => {
  test('focus, caret, selection and typing survive', async () => {
    const page = await open('controls');
    const input = field(page, 'Input');
    await input.focus();
    await input.evaluate((node) => node.setSelectionRange(2, 5, 'backward'));
    await page.evaluate(() => (window.before = document.activeElement));
    mock.page.extra = [{ kind: 'notice', id: 'new', label: 'Something new', tone: 'info' }, { kind: 'input', id: 'first', group: 'fields', label: 'A field in front' }];
    mock.page.order = (all) => [...all.slice(0, 3), ...all.slice(3).sort((a, b) => (a.id === 'input' ? 1 : b.id === 'input' ? -1 : 0))];
    mock.page.changed();
    await page.getByText('Something new').waitFor();
    assert.deepEqual(await page.evaluate(() => [document.activeElement === window.before, window.before.selectionStart, window.before.selectionEnd]), [true, 2, 5]);

    await field(page, 'With an error').focus();
    for (const letter of 'typed while the page changes') {
      await page.keyboard.type(letter);
      mock.page.changed();
    }
    await eventually(() => mock.page.values.bad?.endsWith('typed while the page changes'), 'all was told');
    assert.ok((await field(page, 'With an error').inputValue()).endsWith('typed while the page changes'));
    assertQuiet(opened.problems);
  });

  test('the focus moves only when focus_serial moves', async () => {
    const page = await open('api-credentials');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'combobox', 'the first view asks for it');
    await field(page, 'API user name').focus();
    mock.page.focusOn = 'password'; // the flag alone is no reason
    mock.page.changed();
    await page.waitForTimeout(200);
    assert.equal(await page.evaluate(() => document.activeElement.closest('[data-control-id]').dataset.controlId), 'user-name');
    mock.page.changed({ focus: true });
    await eventually(() => page.evaluate(() => document.activeElement.closest('[data-control-id]').dataset.controlId === 'password'), 'the focus has moved');
  });

  test('a value of the plugin is not written over what is being typed, but is shown afterwards', async () => {
    const page = await open('controls');
    const input = field(page, 'Input');
    await input.fill('typing');
    await eventually(() => mock.page.values.input === 'typing', 'told');
    mock.page.values.input = 'TYPING';
    mock.page.changed();
    await page.waitForTimeout(200);
    assert.equal(await input.inputValue(), 'typing');
    await field(page, 'Secret').focus();
    await eventually(async () => (await input.inputValue()) === 'TYPING', 'the newest value shows');
  });

  test('no value is lost before activate, in order, even with a slow server', async () => {
    const page = await open('controls');
    mock.options.putDelay = 120;
    await field(page, 'Input').fill('one');
    await field(page, 'Secret').fill('two');
    await field(page, 'One-time code').fill('123456');
    await page.keyboard.press('Enter');
    await eventually(() => mock.page.pressed?.length === 1, 'pressed');
    const told = mock.log.filter((entry) => /controls/.test(entry.path)).map((entry) => `${entry.method} ${entry.path.split('/controls/')[1]} ${entry.body}`);
    assert.deepEqual(told, ['PUT input one', 'PUT secret two', 'PUT otp 123456', 'POST go/activate ']);
  });

  test('a button is pressed although a message above it disappears while the mouse is down', async () => {
    const page = await open('vault');
    await field(page, 'Vault passphrase').fill('wrong');
    await page.keyboard.press('Enter');
    await page.locator('.message-error').waitFor();
    await field(page, 'Vault passphrase').fill('twelve chars');
    await page.getByRole('button', { name: 'Unlock' }).hover();
    await page.mouse.down();
    mock.page.error = '';
    mock.page.changed();
    await page.waitForTimeout(300);
    await page.mouse.up();
    await page.getByText('The vault is open').waitFor();
  });

  test('typing is not one request a key', async () => {
    const page = await open('controls');
    await field(page, 'Secret').pressSequentially('a long passphrase', { delay: 15 });
    await eventually(() => mock.page.lengths?.secret === 17, 'told');
    assert.ok(asked('PUT').length <= 3, `${asked('PUT').length} requests`);
  });

  test('a button that turns busy keeps the focus', async () => {
    const page = await open('api-credentials');
    await gstin(page).fill('27AAACP');
    await page.keyboard.press('Enter');
    await field(page, 'API user name').fill('API_x');
    await field(page, 'API password').fill('x');
    await page.getByRole('button', { name: 'Save and submit' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save and submit (under way)' }).waitFor();
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Save and submit/);
    await page.keyboard.press('Enter');
    await page.getByText('Saved and verified with the IRP').waitFor();
    assert.equal(asked('POST').length, 1, 'pressed once only');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /Save and submit/);
    assert.equal(await field(page, 'API password').inputValue(), '', 'the password is wiped');
    assert.equal(await page.locator('.notice[role="status"]').innerText().then((text) => /Saved and verified/.test(text)), true);
  });
});

describe('the kinds of control', () => {
  test('each does what the contract says', async () => {
    const page = await open('controls');
    await page.getByRole('heading', { level: 2, name: 'Section heading' }).waitFor();
    await page.getByRole('heading', { level: 3, name: 'Fields' }).waitFor();
    assert.equal(await page.getByRole('group', { name: 'Fields' }).count(), 1);
    assert.equal(await page.getByRole('definition').first().innerText(), '/home/asha/.local/share/munim/vault.db');
    await page.getByText('drawn as a name and a value').waitFor();

    const bad = field(page, 'With an error');
    assert.equal(await bad.getAttribute('aria-invalid'), 'true');
    const described = await bad.evaluate((node) => node.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' | '));
    assert.match(described, /Error: A GSTIN has 15 characters.* \| As on the registration certificate\./);
    assert.equal(await field(page, 'Disabled').first().getAttribute('readonly'), '');

    const check = page.getByRole('checkbox', { name: /once a day/ });
    assert.equal(await check.isChecked(), true);
    await check.uncheck();
    await eventually(() => mock.page.values.check === '0', 'unchecked');

    const code = field(page, 'One-time code');
    assert.deepEqual([await code.getAttribute('inputmode'), await code.getAttribute('autocomplete')], ['numeric', 'one-time-code']);
    await field(page, 'CSV file').fill('/tmp/list.csv');
    await eventually(() => mock.page.values.file === '/tmp/list.csv', 'path told');

    assert.equal(await page.getByRole('progressbar', { name: 'Importing' }).getAttribute('value'), '3');
    assert.equal(await page.getByRole('progressbar', { name: 'Contacting the IRP' }).getAttribute('value'), null);
    await page.getByRole('link', { name: 'Open the e-invoice portal' }).click();
    await page.getByRole('button', { name: 'Edit: First' }).click();
    await page.getByRole('button', { name: 'Remove: First' }).click({ force: true });
    await page.getByRole('button', { name: 'Busy' }).click({ force: true });
    await field(page, 'Input').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await eventually(() => mock.page.pressed?.length >= 4, 'presses arrive');
    assert.deepEqual(mock.page.pressed, ['link', 'table:r1\nedit', 'back', 'go'], 'disabled and busy ones are not pressed');
    assertQuiet(opened.problems);
  });

  test('a secret is hidden, can be shown while held or toggled, and never comes back', async () => {
    const page = await open('controls');
    const secret = control(page, 'secret').locator('input');
    const toggle = control(page, 'secret').getByRole('button', { name: 'Show what was typed' });
    assert.equal(await toggle.isVisible(), false, 'nothing to show yet');
    assert.equal(await secret.getAttribute('autocomplete'), 'current-password');
    assert.match(await control(page, 'stored').locator('input').getAttribute('placeholder'), /Stored/);
    await secret.fill('Pässwörd ₹1');
    await secret.evaluate((node) => node.setSelectionRange(3, 3));
    await toggle.click();
    assert.deepEqual([await secret.getAttribute('type'), await toggle.getAttribute('aria-pressed')], ['text', 'true']);
    assert.deepEqual(await page.evaluate(() => [document.activeElement.tagName, document.activeElement.selectionStart]), ['INPUT', 3], 'the caret stays');
    await toggle.click();
    assert.equal(await secret.getAttribute('type'), 'password');
    await toggle.hover();
    await page.mouse.down();
    await page.waitForTimeout(600);
    assert.equal(await secret.getAttribute('type'), 'text', 'shown while held');
    await page.mouse.up();
    assert.equal(await secret.getAttribute('type'), 'password');
    await toggle.focus();
    await page.keyboard.press('Space');
    assert.equal(await secret.getAttribute('type'), 'text');
    await field(page, 'Input').focus();
    assert.equal(await secret.getAttribute('type'), 'password', 'hidden again when left');
    await eventually(() => mock.page.lengths?.secret === 11, 'told as UTF-8');
    assert.equal(await secret.inputValue(), 'Pässwörd ₹1');
  });

  test('a value that the server refuses is explained at the field', async () => {
    const page = await open('controls');
    await field(page, 'Input').fill('x'.repeat(5000));
    await page.getByText('This is longer than any use of it. Enter something shorter.').waitFor();
    assert.equal(await field(page, 'Input').getAttribute('aria-invalid'), 'true');
    await field(page, 'Input').fill('short');
    await page.getByText('This is longer than any use of it.').waitFor({ state: 'hidden' });
  });
});

describe('the dropdown with search', () => {
  test('with the keyboard', async () => {
    const page = await open('controls');
    const box = page.getByRole('combobox', { name: 'Choice', exact: true });
    const active = () => box.evaluate((node) => document.getElementById(node.getAttribute('aria-activedescendant'))?.querySelector('.combo-label').textContent);
    await box.focus();
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
    await page.keyboard.press('ArrowDown');
    assert.equal(await box.getAttribute('aria-expanded'), 'true');
    assert.match(await active(), /^29/);
    await page.keyboard.press('End');
    assert.match(await active(), /^19/);
    await page.keyboard.press('ArrowDown');
    assert.match(await active(), /^29/, 'around the end');
    await page.keyboard.press('Home');
    await page.keyboard.press('Escape');
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
    assert.deepEqual(mock.page.pressed, undefined, 'Escape closed the list and pressed nothing');
    await page.keyboard.type('MAHARASHTRA');
    assert.equal(await box.inputValue(), 'MAHARASHTRA');
    assert.match(await active(), /^27/);
    await assertAccessible(page, 'open list');
    await page.keyboard.press('Enter');
    await eventually(() => mock.page.values.choice?.startsWith('27'), 'chosen');
    assert.deepEqual(mock.page.pressed, undefined, 'Enter chose and pressed nothing');
    assert.match(await box.inputValue(), /^27/);
    await box.fill('tamil nadu'); // this option is disabled
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    assert.match(await box.inputValue(), /^27/, 'the choice stays');
    await box.fill('nothing like it');
    await page.getByText('Nothing matches “nothing like it”.').waitFor();
    await page.getByRole('status').filter({ hasText: 'No match' }).waitFor({ state: 'attached' });
    await assertAccessible(page, 'no match');
    await page.keyboard.press('Tab');
    assert.match(await box.inputValue(), /^27/);
    assertQuiet(opened.problems);
  });

  test('with the mouse', async () => {
    const page = await open('controls');
    const box = page.getByRole('combobox', { name: 'Choice', exact: true });
    await control(page, 'choice').getByRole('button', { name: 'Show the list' }).click();
    await page.getByRole('option', { name: /Gujarat/ }).click();
    assert.match(await box.inputValue(), /^24/);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'combobox');
    await box.click();
    assert.equal(await page.getByRole('option', { selected: true }).count(), 1);
    await page.getByRole('heading', { level: 1 }).click();
    assert.equal(await box.getAttribute('aria-expanded'), 'false');
  });

  test('a GSTIN that is pasted in full is chosen on leaving', async () => {
    const page = await open('api-credentials');
    await gstin(page).fill(' 29aaacp0029a1z2 ');
    await field(page, 'API user name').click();
    await eventually(() => mock.page.values.gstin === '29AAACP0029A1Z2', 'chosen');
  });

  test('an open list stays open and keeps its place while the page changes', async () => {
    const page = await open('many-credentials');
    await gstin(page).fill('karnataka');
    for (let n = 0; n < 20; ++n) await page.keyboard.press('ArrowDown');
    const place = () => gstin(page).evaluate((node) => document.getElementById(node.getAttribute('aria-activedescendant'))?.textContent);
    const before = await place();
    mock.page.saved = ['29AAACP0029A1Z2'];
    mock.page.changed();
    await page.getByText('Stored credentials').waitFor();
    assert.equal(await gstin(page).inputValue(), 'karnataka');
    assert.equal(await place(), before);
  });

  test('10,000 options are quick and few of them are drawn', async () => {
    const page = await open('huge');
    await gstin(page).click();
    assert.ok((await page.getByRole('option').count()) < 40);
    const box = await page.getByRole('listbox').boundingBox();
    assert.ok(box.height <= 330, `the list is ${box.height} px high`);
    await page.keyboard.press('End');
    await page.getByRole('option', { selected: false }).last().waitFor();
    assert.equal(await page.getByRole('option').last().getAttribute('aria-posinset'), '10000');
    const times = await gstin(page).evaluate(async (node) => {
      const all = [];
      for (const text of ['2', '27', '27AA', '27AAACP1', '27AAACP15', 'karnataka', 'karnataka 15', '']) {
        const began = performance.now();
        node.value = text;
        node.dispatchEvent(new InputEvent('input', { bubbles: true }));
        document.body.getBoundingClientRect();
        all.push(performance.now() - began);
      }
      return all;
    });
    assert.ok(Math.max(...times) < 100, `a key took ${Math.max(...times).toFixed(1)} ms`);
    await page.getByRole('listbox').evaluate((node) => (node.scrollTop = node.scrollHeight / 2));
    await eventually(async () => Math.abs(Number(await page.getByRole('option').first().getAttribute('aria-posinset')) - 5000) < 20, 'drawn where it was scrolled to');
  });
});

for (const width of [1440, 320]) {
  for (const scheme of ['light', 'dark']) {
    test(`a first credential with the keyboard alone, ${width} px, ${scheme}: every state is accessible`, async () => {
      const page = await open(undefined, { width, height: width === 320 ? 700 : 900, scheme });
      const shot = screenshots(page, 'renderer');
      const check = async (state) => {
        await page.waitForTimeout(80);
        await assertAccessible(page, `${state}, ${width} px, ${scheme}`);
        await shot(`${state}-${width}-${scheme}`);
      };
      await check('home');
      await page.keyboard.press('Tab'); // skip link
      assert.match(await page.evaluate(() => document.activeElement.textContent), /Skip/);
      for (let n = 0; n < 8 && (await page.evaluate(() => document.activeElement.textContent.trim())) !== 'Settings'; ++n) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
      await check('settings');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'API credentials' }).waitFor();
      await gstin(page).waitFor();
      await check('empty');

      await page.keyboard.press('Enter'); // nothing is filled: the page says what is missing
      await page.getByText('Choose the GSTIN that these').waitFor();
      await check('missing');
      await gstin(page).focus();
      await page.keyboard.type('bengaluru');
      assert.equal(await gstin(page).inputValue(), 'bengaluru', 'the first letter opens the list and stays');
      await check('dropdown');
      await page.keyboard.press('Enter');
      for (let n = 0; n < 3; ++n) await page.keyboard.press('Tab');
      await page.keyboard.type('API_pushpak_blr');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Secret@12345');
      await check('filled');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /under way/ }).waitFor();
      await shot(`saving-${width}-${scheme}`);
      await page.getByText('Saved and verified with the IRP').waitFor();
      await check('saved');

      mock.options.delay = 50;
      mock.options.outcome = 'wrong';
      await page.getByRole('button', { name: 'Change: 29AAACP0029A1Z2' }).focus();
      await page.keyboard.press('Enter');
      await eventually(() => page.evaluate(() => document.activeElement.type === 'password'), 'the password has the focus');
      await page.keyboard.type('wrong');
      await page.keyboard.press('Enter');
      await page.getByText('did not accept').waitFor();
      await check('wrong-password');
      mock.options.outcome = 'unreachable';
      await page.keyboard.type('x');
      await page.keyboard.press('Enter');
      await page.getByText('cannot be reached').waitFor();
      assert.equal(await field(page, 'API password').inputValue(), 'wrongx', 'what was typed is kept');
      await check('unreachable');
      await page.getByRole('button', { name: 'Remove: 29AAACP0029A1Z2' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('Remove the credentials of').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Remove');
      await check('confirm');
      await page.keyboard.press('Escape');
      await page.getByText('Remove the credentials of').waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: 'Remove: 29AAACP0029A1Z2' }).press('Enter');
      await page.getByText('Remove the credentials of').waitFor();
      await page.keyboard.press('Enter');
      await page.getByText('were removed').waitFor();
      await check('removed');

      await page.evaluate(() => (location.hash = '#/settings/vault'));
      await page.getByText('Your API credentials are kept in a vault').waitFor();
      await check('locked');
      await page.keyboard.type('not this');
      await page.keyboard.press('Enter');
      await page.getByText('This is not the vault’s passphrase').waitFor();
      await eventually(async () => (await field(page, 'Vault passphrase').inputValue()) === '', 'the wrong passphrase is wiped');
      await check('wrong-passphrase');
      await page.evaluate(() => (location.hash = '#/settings/controls'));
      await page.getByText('Section heading').waitFor();
      await check('controls');
      assertQuiet(opened.problems);
    });
  }
}

test('200 % zoom, large text and a 4K screen', async () => {
  const page = await open('controls', { width: 640, height: 400, deviceScaleFactor: 2 });
  await assertAccessible(page, '200 % zoom');
  await page.setViewportSize({ width: 3840, height: 2160 });
  await assertAccessible(page, '4K');
  const width = await page.locator('.page').evaluate((node) => node.getBoundingClientRect().width);
  assert.ok(width <= 1100, `the content is ${width} px wide`);
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  await page.setViewportSize({ width: 320, height: 640 });
  await assertAccessible(page, 'right to left, 320 px');
});

test('on a narrow screen everything that is touched is at least 44 px high', async () => {
  const page = await open('controls', { width: 320, height: 700, hasTouch: true });
  const small = await page.evaluate(() => [...document.querySelectorAll('main button, main a, main .box, main .check-line')]
    .filter((node) => node.offsetParent && !node.classList.contains('icon-button') && node.getBoundingClientRect().height < 44)
    .map((node) => `${node.className} ${node.textContent} ${node.getBoundingClientRect().height}`));
  assert.deepEqual(small, []);
});
