// The scripted settings pages of the mock server: every kind of control, and a credentials page as a plugin would draw it.

const STATES = [['29', 'Karnataka', 'Bengaluru'], ['27', 'Maharashtra', 'Mumbai'], ['07', 'Delhi', 'New Delhi'], ['33', 'Tamil Nadu', 'Chennai'], ['24', 'Gujarat', 'Ahmedabad'], ['19', 'West Bengal', 'Kolkata']];
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Well-formed GSTINs (with a right check digit) of one made-up company. */
export function registrations(count) {
  return Array.from({ length: count }, (_, index) => {
    const [code, state, city] = STATES[index % STATES.length];
    const first = `${code}AAACP${String(Math.floor(index / 6) + 29).padStart(4, '0')}A1Z`;
    let sum = 0;
    [...first].forEach((letter, at) => {
      const product = DIGITS.indexOf(letter) * (at % 2 === 0 ? 1 : 2);
      sum += Math.floor(product / 36) + (product % 36);
    });
    return { gstin: first + DIGITS[(36 - (sum % 36)) % 36], unit_name: index < 6 ? `${city} branch` : `${city} depot ${Math.floor(index / 6)}`, state };
  });
}

class Page {
  revision = 1;
  focusSerial = 1;
  values = {};
  held = new Set(); // secrets that hold something; their text stays nowhere
  busy = false;
  title = '';
  #waiting = new Set();
  #timers = new Set();

  constructor(options) {
    this.options = options;
  }

  changed({ focus = false } = {}) {
    ++this.revision;
    if (focus) ++this.focusSerial;
    for (const wake of [...this.#waiting]) wake();
  }

  waitAfter(after, ms, socket) {
    if (this.revision > after) return Promise.resolve(true);
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        socket.off('close', done);
        resolve(this.revision > after);
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
      socket.on('close', done);
    });
  }

  later(ms, task) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, ms);
    this.#timers.add(timer);
  }

  dispose() {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const wake of [...this.#waiting]) wake();
  }

  set(control, value) {
    if (control.kind === 'secret' || control.kind === 'one_time_code') {
      if (value) this.held.add(control.id);
      else this.held.delete(control.id);
      this.lengths = { ...this.lengths, [control.id]: value.length };
    } else {
      this.values[control.id] = value;
    }
    this.onSet?.(control.id, value);
    this.changed();
  }

  view() {
    return { revision: this.revision, focus_serial: this.focusSerial, title: this.title, breadcrumbs: ['Settings', this.title], busy: this.busy, controls: this.controls().map(complete) };
  }
}

const complete = (control) => ({
  group: '', label: '', value: '', placeholder: '', help: '', error: '', warning: '', autocomplete: '', tone: 'neutral', level: 0, max_length: 0, ...control,
  flags: control.flags ?? ['enabled'],
});

const cell = (text, tone = 'neutral') => ({ text, tone });

class Credentials extends Page {
  title = 'API credentials';
  count = 6;
  mode = 'list';
  form = true;
  saved = [];
  result = null;
  errors = {};
  busyWith = '';
  removing = '';

  constructor(options) {
    super(options);
    this.values = { gstin: '', provider: 'local-sandbox', environment: 'sandbox', 'user-name': '' };
  }

  onSet(id) {
    delete this.errors[id];
  }

  controls() {
    const busy = this.busyWith !== '';
    const on = busy ? [] : ['enabled'];
    const list = [];
    if (this.result) list.push({ kind: 'notice', id: 'result', ...this.result });
    if (this.removing) {
      list.push(
        { kind: 'notice', id: 'confirm', label: `Remove the credentials of ${this.removing}?`, value: 'Munim can then no longer register invoices for this GSTIN. The API user stays as it is on the IRP’s portal.', tone: 'warning' },
        { kind: 'button', id: 'confirm-remove', group: 'confirm', label: 'Remove', tone: 'destructive', flags: [...on, 'autofocus'] },
        { kind: 'button', id: 'cancel', group: 'confirm', label: 'Keep', flags: [...on, 'cancel'] },
      );
    } else {
      const known = registrations(this.count);
      list.push(
        { kind: 'heading', id: 'form-head', group: 'form', level: 1, label: this.saved.length ? 'Add or change credentials' : 'Add your first credentials' },
        { kind: 'choice', id: 'gstin', group: 'form', label: 'GSTIN', value: this.values.gstin, placeholder: 'Choose a GSTIN', flags: [...on, 'required', 'monospace', ...(this.focusOn === undefined ? ['autofocus'] : [])],
          error: this.errors.gstin, options: known.map((entry) => {
            const verified = this.saved.includes(entry.gstin);
            return { id: entry.gstin, label: entry.gstin, detail: `${entry.unit_name}, ${entry.state}`, badge: verified ? 'Verified' : '', badge_tone: 'success', enabled: true };
          }) },
        { kind: 'choice', id: 'provider', group: 'form', label: 'Provider', value: this.values.provider, flags: [...on, 'required'], help: 'Where the API user was created.', options: [
          { id: 'nic-1', label: 'NIC IRP 1', detail: 'einvoice1.gst.gov.in', badge: '', enabled: true },
          { id: 'nic-2', label: 'NIC IRP 2', detail: 'einvoice2.gst.gov.in', badge: '', enabled: true },
          { id: 'local-sandbox', label: 'Local sandbox IRP', detail: 'localhost, for trying out', badge: 'Sandbox', badge_tone: 'info', enabled: true }] },
        { kind: 'choice', id: 'environment', group: 'form', label: 'Environment', value: this.values.environment, flags: on, options: [
          { id: 'sandbox', label: 'Sandbox', detail: 'Invoices registered here have no legal effect', badge: '', enabled: true },
          { id: 'production', label: 'Production', detail: 'Real invoices', badge: '', enabled: false }] },
        { kind: 'input', id: 'user-name', group: 'form', label: 'API user name', value: this.values['user-name'], error: this.errors['user-name'], flags: [...on, 'required'], autocomplete: 'username', help: 'The user that you created under “API registration” on the e-invoice portal, not your portal login.', max_length: 64 },
        { kind: 'secret', id: 'password', group: 'form', label: 'API password', error: this.errors.password, flags: [...on, 'required', ...(this.held.has('password') ? ['has_value'] : []), ...(this.focusOn === 'password' ? ['autofocus'] : [])], autocomplete: 'current-password' },
        { kind: 'button', id: 'save', group: 'form', label: 'Save and submit', tone: 'primary', flags: [...on, 'default', ...(busy ? ['busy'] : [])] },
        { kind: 'link', id: 'portal', label: 'Where do I find my API user name and password?' },
      );
    }
    if (this.saved.length || this.mode === 'list') {
      list.push({
        kind: 'table', id: 'credentials', group: 'stored', label: this.saved.length ? 'Stored credentials' : '', flags: ['enabled', 'monospace'],
        placeholder: 'No credentials are stored yet. They are kept encrypted on this computer.',
        columns: ['GSTIN', 'API user', 'Password', 'Status'],
        rows: this.saved.map((gstin) => ({
          id: gstin, cells: [cell(`${gstin}\n${registrations(this.count).find((entry) => entry.gstin === gstin).unit_name}`), cell('API_pushpak_blr\nLocal sandbox IRP'), cell('••••••••'), this.badStatus === gstin ? cell('Not accepted\njust now', 'error') : cell('Verified\n24 Nov 2026, 4:10 pm', 'success')],
          actions: [{ id: 'test', label: 'Test again', enabled: !busy }, { id: 'change', label: 'Change', enabled: !busy }, { id: 'remove', label: 'Remove', enabled: !busy }],
        })),
      });
    }
    return list;
  }

  activate(id, item) {
    if (id === 'save') this.#save();
    else if (id === 'cancel') {
      this.removing = '';
      this.focusOn = 'nothing';
      this.changed();
    } else if (id === 'confirm-remove') {
      this.saved = this.saved.filter((gstin) => gstin !== this.removing);
      this.result = { label: `The credentials of ${this.removing} were removed`, tone: 'success' };
      this.removing = '';
      this.focusOn = 'nothing';
      this.changed();
    } else if (id === 'credentials') {
      const [gstin, action] = item.split('\n');
      this.result = null;
      if (action === 'remove') {
        this.removing = gstin;
        this.changed({ focus: true });
      } else if (action === 'change') {
        this.values.gstin = gstin;
        this.values['user-name'] = 'API_pushpak_blr';
        this.focusOn = 'password';
        this.changed({ focus: true });
      } else {
        this.#work(() => (this.result = { label: 'Verified with the IRP', value: gstin, tone: 'success' }));
      }
    }
  }

  #work(finish) {
    this.busy = true;
    this.busyWith = 'save';
    this.result = null;
    this.changed();
    this.later(this.options.delay, () => {
      this.busy = false;
      this.busyWith = '';
      finish();
    });
  }

  #save() {
    this.errors = {};
    this.focusOn = 'nothing';
    if (!this.values.gstin) this.errors.gstin = 'Choose the GSTIN that these credentials are for.';
    if (!this.values['user-name']) this.errors['user-name'] = 'Enter the API user name. It usually begins with “API_”.';
    if (!this.held.has('password')) this.errors.password = 'Enter the API password.';
    if (Object.keys(this.errors).length) {
      this.changed();
      return;
    }
    this.#work(() => {
      if (this.options.outcome === 'wrong') {
        this.result = { label: 'The IRP did not accept these credentials', value: 'Nothing was stored. What was stored before is unchanged.', tone: 'error', flags: ['assertive'] };
        this.errors.password = 'The IRP says that the user name or the password is wrong. Check both on the portal under “API registration”, then type the password again.';
        this.focusOn = 'password';
        this.changed({ focus: true });
      } else if (this.options.outcome === 'unreachable') {
        this.result = { label: 'The IRP cannot be reached', value: 'Nothing was stored. Check the internet connection of this computer, then press “Save and submit” again: what you entered is still here.', tone: 'error', flags: ['assertive'] };
        this.changed();
      } else {
        if (!this.saved.includes(this.values.gstin)) this.saved.push(this.values.gstin);
        this.result = { label: 'Saved and verified with the IRP', value: `${this.values.gstin} can now register invoices.`, tone: 'success' };
        this.values = { ...this.values, gstin: '', 'user-name': '' };
        this.held.clear();
        this.changed();
      }
    });
  }
}

class ManyCredentials extends Credentials {
  count = 1000;
}

class Vault extends Page {
  title = 'API credentials';
  error = '';
  unlocked = false;

  controls() {
    if (this.unlocked) return [{ kind: 'notice', id: 'result', label: 'The vault is open', tone: 'success' }];
    return [
      { kind: 'text', id: 'why', value: 'Your API credentials are kept in a vault on this computer. It is locked until you enter its passphrase.' },
      { kind: 'secret', id: 'passphrase', group: 'unlock', label: 'Vault passphrase', error: this.error, autocomplete: 'current-password', flags: ['enabled', 'required', 'autofocus', ...(this.held.has('passphrase') ? ['has_value'] : [])] },
      { kind: 'button', id: 'unlock', group: 'unlock', label: 'Unlock', tone: 'primary', flags: ['enabled', 'default'] },
      { kind: 'link', id: 'recover', label: 'I have a recovery code' },
    ];
  }

  activate(id) {
    if (id !== 'unlock') return;
    if (this.lengths?.passphrase === 12) this.unlocked = true;
    else {
      this.error = 'This is not the vault’s passphrase. Check the keyboard layout and Caps Lock, then type it again.';
      this.held.delete('passphrase');
    }
    this.changed({ focus: true });
  }
}

/** Every kind of control, in every state worth looking at. */
class Everything extends Page {
  title = 'Every control';
  extra = []; // controls that a test puts in front
  order = null; // a test may turn the order around
  values = { input: 'prefilled', check: '1', choice: '', hindi: 'बेंगलुरु शाखा' };
  done = 3;

  controls() {
    const all = [
      ...this.extra,
      { kind: 'heading', id: 'h1', level: 1, label: 'Section heading' },
      { kind: 'text', id: 'p', value: 'A paragraph of text. यह एक अनुच्छेद है।' },
      ...['neutral', 'info', 'success', 'warning', 'error'].map((tone) => ({ kind: 'notice', id: `notice-${tone}`, group: 'notices', label: `A notice with the tone ${tone}`, value: 'Its text, which says what happened and what to do next.', tone })),
      { kind: 'heading', id: 'h2', group: 'fields', level: 2, label: 'Fields' },
      { kind: 'text', id: 'pair', group: 'fields', label: 'Vault file', value: '/home/asha/.local/share/munim/vault.db', flags: ['enabled', 'monospace'] },
      { kind: 'input', id: 'input', group: 'fields', label: 'Input', value: this.values.input, help: 'A quiet line of help.', flags: ['enabled', 'required'] },
      { kind: 'input', id: 'hindi', group: 'fields', label: 'शाखा का नाम', value: this.values.hindi, warning: 'Another branch has this name.' },
      { kind: 'input', id: 'bad', group: 'fields', label: 'With an error', value: this.values.bad ?? '29AAACP0029A1Z', error: 'A GSTIN has 15 characters; this has 14. Check the last one.', help: 'As on the registration certificate.', flags: ['enabled', 'monospace'] },
      { kind: 'input', id: 'off', group: 'fields', label: 'Disabled', value: 'cannot be changed', flags: [] },
      { kind: 'secret', id: 'secret', group: 'fields', label: 'Secret', autocomplete: 'current-password', flags: ['enabled', ...(this.held.has('secret') ? ['has_value'] : [])] },
      { kind: 'secret', id: 'stored', group: 'fields', label: 'Stored secret', autocomplete: 'current-password', flags: ['enabled', 'has_value'] },
      { kind: 'one_time_code', id: 'otp', group: 'fields', label: 'One-time code', help: 'Six digits, from the SMS.', max_length: 6 },
      { kind: 'choice', id: 'choice', group: 'fields', label: 'Choice', value: this.values.choice, flags: ['enabled', 'monospace'], options: registrations(6).map((entry, index) => ({ id: entry.gstin, label: entry.gstin, detail: `${entry.unit_name}, ${entry.state}`, badge: ['Verified', '', 'Not accepted'][index % 3], badge_tone: ['success', '', 'error'][index % 3], enabled: index !== 3 })) },
      { kind: 'choice', id: 'no-choice', group: 'fields', label: 'Nothing to choose', options: [] },
      { kind: 'checkbox', id: 'check', group: 'fields', label: 'Test every credential once a day', value: this.values.check, help: 'Costs one request per GSTIN.' },
      { kind: 'file', id: 'file', group: 'fields', label: 'CSV file', value: this.values.file ?? '' },
      { kind: 'button', id: 'go', group: 'fields', label: 'Primary', tone: 'primary', flags: ['enabled', 'default', ...(this.busy ? ['busy'] : [])] },
      { kind: 'button', id: 'back', group: 'fields', label: 'Neutral', flags: ['enabled', 'cancel'] },
      { kind: 'button', id: 'kill', group: 'fields', label: 'Destructive', tone: 'destructive' },
      { kind: 'button', id: 'dead', group: 'fields', label: 'Disabled', flags: [] },
      { kind: 'button', id: 'spin', group: 'fields', label: 'Busy', tone: 'primary', flags: ['enabled', 'busy'] },
      { kind: 'progress', id: 'progress', group: 'progress', label: 'Importing', progress: { done: this.done, total: 10 } },
      { kind: 'progress', id: 'unknown', group: 'progress', label: 'Contacting the IRP', progress: { done: 0, total: 0 } },
      { kind: 'link', id: 'link', label: 'Open the e-invoice portal' },
      { kind: 'hologram', id: 'future', label: 'A newer kind', value: 'drawn as a name and a value' },
      { kind: 'table', id: 'table', group: 'table', label: 'A table', columns: ['Name', 'Status'], rows: [{ id: 'r1', cells: [cell('First\nwith a second line'), cell('Expires soon', 'warning')], actions: [{ id: 'edit', label: 'Edit', enabled: true }, { id: 'remove', label: 'Remove', enabled: false }] }, { id: 'r2', cells: [cell('Second'), cell('Waiting', 'info')], actions: [] }] },
      { kind: 'table', id: 'empty', group: 'empty', columns: ['Name'], rows: [], placeholder: 'Nothing was imported yet.' },
      { kind: 'button', id: 'alone', label: 'A button of its own' },
    ];
    return this.order ? this.order(all) : all;
  }

  activate(id, item) {
    this.pressed = [...(this.pressed ?? []), item ? `${id}:${item}` : id];
    if (id === 'go' && this.onGo) this.onGo();
    this.changed();
  }
}

/** Ten thousand options. */
class Huge extends Page {
  title = 'A long list';

  controls() {
    this.options10k ??= registrations(10000).map((entry) => ({ id: entry.gstin, label: entry.gstin, detail: `${entry.unit_name}, ${entry.state}`, badge: '', enabled: true }));
    return [{ kind: 'choice', id: 'gstin', group: 'form', label: 'GSTIN', value: this.values.gstin ?? '', flags: ['enabled', 'monospace'], options: this.options10k }];
  }

  activate() {}
}

export const PAGES = {
  'api-credentials': { title: 'API credentials', description: 'User names and passwords for the e-invoice portals, one for each GSTIN.', Page: Credentials },
  'many-credentials': { title: 'API credentials (1,000 GSTINs)', description: 'The same with a long list.', Page: ManyCredentials },
  vault: { title: 'Locked vault', description: 'Asks for a passphrase.', Page: Vault },
  controls: { title: 'Every control', description: 'All kinds of control that a settings page can have.', Page: Everything },
  huge: { title: 'A long list', description: '10,000 options.', Page: Huge },
};
