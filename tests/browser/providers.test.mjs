// The page "Providers" in a real browser: a direct integration is set up from nothing, and then credentials can be saved.
//
// MUNIM_BIN, SANDBOX_BIN and TIJORI_PLUGIN name the programs; SCREENSHOT_DIR, if set, gets screenshots.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, afterEach, before, describe, test } from 'node:test';
import { Desk, missingPrograms } from './desk.mjs';
import { assertAccessible, assertQuiet, control, launch, screenshots } from './support.mjs';

const SLOW = { timeout: 30000 };

describe('providers', { skip: missingPrograms() }, () => {
  let browser;
  let desk;
  let page;
  let shot;
  let client;
  const input = (id) => control(page, id).locator('input');
  const press = (id) => control(page, id).getByRole('button').click();
  const choose = async (id, words) => {
    const box = control(page, id).getByRole('combobox');
    await box.focus();
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
  };

  before(async () => {
    browser = await launch();
    desk = new Desk(browser, () => []);
    await desk.startSandbox();
    // What the user is to enter is taken out of the profile.
    const file = desk.at('munim', 'plugins', 'in.tijori.credentials', 'providers', 'local-sandbox.json');
    const profile = JSON.parse(readFileSync(file, 'utf8'));
    client = { ...profile.environments.sandbox };
    for (const setting of ['client_id', 'client_secret', 'public_key_file']) delete profile.environments.sandbox[setting];
    writeFileSync(file, JSON.stringify(profile));
    await desk.startMunim();
    page = await desk.openBrowser();
    shot = screenshots(page, 'providers');
    await page.goto(desk.munim.ready);
    await desk.openSettingsPage('Providers');
  });
  afterEach((context) => shot?.(`last-of-${context.name.replace(/\W+/g, '-')}`));
  after(async () => {
    await desk?.close();
    await browser?.close();
  });

  test('a shipped profile says where it comes from and what is missing', async () => {
    await choose('provider', 'NIC IRP 1');
    await control(page, 'missing').getByText('public key is missing').waitFor(SLOW);
    await control(page, 'confidence').getByText('three independent sources').waitFor(SLOW);
    await shot('1-shipped');
    await assertAccessible(page, 'shipped profile');
  });

  test('a gateway asks for its own token', async () => {
    await choose('provider', 'Clear');
    await control(page, 'header-X-CT-Auth-Token').locator('input').waitFor(SLOW);
    assert.equal(await control(page, 'client-id').count(), 0);
    await shot('2-gateway');
  });

  test('what is entered makes the provider ready', async () => {
    await choose('provider', 'Local sandbox');
    await control(page, 'missing').waitFor(SLOW);
    await input('client-id').fill(client.client_id);
    await input('client-secret').fill(client.client_secret);
    await input('key-text').fill(readFileSync(client.public_key_file, 'utf8'));
    await input('key-text').blur();
    await control(page, 'fingerprint').getByText(/[0-9a-f]{4}( [0-9a-f]{4}){15}/).waitFor(SLOW);
    await shot('3-entered');
    await press('save');
    await control(page, 'result').getByText('Saved').waitFor(SLOW);
    await control(page, 'missing').waitFor({ state: 'detached', ...SLOW });
    await shot('4-saved');
    await assertAccessible(page, 'saved');
    await page.setViewportSize({ width: 320, height: 900 });
    await shot('5-narrow');
    await assertAccessible(page, 'narrow');
    await page.setViewportSize({ width: 1440, height: 1000 });
  });

  test('credentials can be saved with it', async () => {
    await desk.openSettingsPage('API credentials');
    await desk.fill();
    await desk.save();
    await control(page, 'result').getByText('Saved and verified').waitFor(SLOW);
    desk.assertNoSecrets([client.client_secret, desk.password], ['munim']);
    assertQuiet(desk.problems ?? []);
  });
});
