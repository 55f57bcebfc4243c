// One class for each kind of control in acct/settings_page.h. Each is made once for a control id and then only updated, so
// that focus, caret, selection and what is being typed stay as they are.

import { Choice } from './choice.js';
import { attr, badge, el, hidden, icon, reconcile, setText, toneOf, uid } from './dom.js';

const SETTLED_MS = 1000;
const HOLD_MS = 450;
const HIDE_AGAIN_MS = 30000;
const WIDE_TABLE = 6; // columns: the actions then get a line of their own

const has = (control, flag) => (control.flags ?? []).includes(flag);

/** What every control has. `page` is the renderer: set, activate, isDirty, announce. */
class Control {
  constructor(control, page) {
    this.page = page;
    this.id = control.id;
    this.kind = control.kind;
    this.el = el('div', { class: `control control-${control.kind.replaceAll('_', '-')}`, 'data-control-id': control.id });
  }

  update(control) {
    this.control = control;
    this.enabled = has(control, 'enabled');
    this.busy = has(control, 'busy');
  }

  focus() {
    attr(this.el, 'tabindex', '-1');
    this.el.focus();
  }

  destroy() {}
}

class Heading extends Control {
  constructor(control, page) {
    super(control, page);
    this.labelId = uid('heading');
    this.text = el(control.level === 2 ? 'h3' : 'h2', { id: this.labelId });
    this.el.append(this.text);
  }

  update(control) {
    super.update(control);
    setText(this.text, control.label || control.value);
  }
}

class Text extends Control {
  update(control) {
    super.update(control);
    const pair = Boolean(control.label);
    if (this.pair !== pair) {
      this.pair = pair;
      this.name = pair ? el('dt', {}) : null;
      this.value = el(pair ? 'dd' : 'p', {});
      reconcile(this.el, [pair ? el('dl', { class: 'pair' }, this.name, this.value) : this.value]);
    }
    if (pair) setText(this.name, control.label);
    setText(this.value, control.value ?? '');
    this.value.className = `${has(control, 'monospace') ? 'mono ' : ''}text-${toneOf(control.tone)}`;
  }
}

class Notice extends Control {
  constructor(control, page) {
    super(control, page);
    this.title = el('p', { class: 'notice-title' });
    this.text = el('p', { class: 'notice-text' });
    this.texts = el('div', { class: 'notice-texts' });
    this.mark = el('span', { class: 'notice-icon' });
    this.box = el('div', { class: 'notice' }, this.mark, this.texts);
    this.el.append(this.box);
  }

  update(control) {
    super.update(control);
    const tone = toneOf(control.tone);
    if (this.tone !== tone) {
      this.tone = tone;
      this.box.className = `notice tone-${tone}`;
      reconcile(this.mark, [icon(tone === 'destructive' ? 'warning' : tone === 'primary' ? 'info' : tone)]);
    }
    attr(this.box, 'role', has(control, 'assertive') ? 'alert' : 'status');
    const fill = () => {
      setText(this.title, this.control.label ?? '');
      setText(this.text, this.control.value ?? '');
      reconcile(this.texts, [...(this.control.label ? [this.title] : []), ...(this.control.value ? [this.text] : [])]);
    };
    if (this.filled || this.page.isFirstView) fill();
    else {
      // A live region speaks when its content changes, so it has to be in the document before it gets any. The box keeps
      // its height meanwhile.
      this.isNew = true;
      requestAnimationFrame(() => requestAnimationFrame(fill));
    }
    this.filled = true;
  }
}

/** Label, control, help, warning and error, tied together. */
class Field extends Control {
  constructor(control, page) {
    super(control, page);
    this.el.classList.add('field');
    this.inputId = uid('field');
    this.labelId = uid('label');
    this.labelText = el('span', { class: 'label-text' });
    this.label = el('label', { for: this.inputId, id: this.labelId, class: 'label' }, this.labelText);
    this.body = el('div', { class: 'field-body' });
    this.el.append(this.label, this.body);
    this.messages = { error: null, warning: null, help: null };
    this.lastValue = undefined; // of the view
    this.touchedAt = -Infinity;
    this.touched = false;
    this.localError = '';
  }

  /** `input` is the element that has the focus and the name; `box` what is drawn. */
  setInput(input, box) {
    this.input = input;
    this.box = box;
    this.body.append(box);
  }

  update(control) {
    super.update(control);
    setText(this.labelText, control.label);
    const required = has(control, 'required');
    this.label.classList.toggle('is-required', required);
    attr(this.input, 'aria-required', required ? 'true' : null);
    this.updateMessages();
  }

  updateMessages() {
    const { control } = this;
    const texts = { error: this.localError || control.error, warning: control.warning, help: control.help };
    const nodes = [];
    for (const [kind, text] of Object.entries(texts)) {
      if (text) {
        const message = (this.messages[kind] ??= this.makeMessage(kind));
        setText(message.text, text);
        nodes.push(message.el);
      } else {
        this.messages[kind] = null;
      }
    }
    reconcile(this.body, [this.box, ...nodes]);
    attr(this.input, 'aria-describedby', [this.extraDescription, ...nodes.map((node) => node.id)].filter(Boolean).join(' ') || null);
    attr(this.input, 'aria-invalid', texts.error ? 'true' : null);
    this.el.classList.toggle('has-error', Boolean(texts.error));
  }

  makeMessage(kind) {
    const text = el('span', {});
    const prefix = kind === 'help' ? null : hidden(kind === 'error' ? 'Error: ' : 'Warning: ');
    const node = el('p', { class: `message message-${kind}`, id: uid(kind) }, kind === 'help' ? null : icon(kind), el('span', {}, prefix, text));
    return { el: node, text };
  }

  setLocalError(text) {
    this.localError = text;
    if (this.control) this.updateMessages();
  }

  userChanged(value, now) {
    this.touched = true;
    this.touchedAt = performance.now();
    this.activations = this.page.activations;
    if (this.localError) this.setLocalError('');
    this.page.set(this.id, value, now);
  }

  isBeingEdited() {
    return document.activeElement === this.input && this.touched && this.activations === this.page.activations;
  }

  /** Whether the value of a view is to be shown: not over what the user is typing, nor an older one over a newer. */
  takes(value) {
    const changed = value !== this.lastValue;
    const settled = performance.now() - this.touchedAt > SETTLED_MS;
    if (this.page.isDirty(this.id) || this.isBeingEdited()) return false;
    this.lastValue = value;
    return changed || settled;
  }

  focus() {
    this.input.focus();
  }

  setEditable(input) {
    input.readOnly = !this.enabled;
    attr(input, 'aria-disabled', this.enabled ? null : 'true');
    this.el.classList.toggle('is-disabled', !this.enabled);
    this.el.classList.toggle('is-busy', this.busy);
  }
}

/** One line of text: input, secret, one-time code and the path of a file. */
class TextField extends Field {
  constructor(control, page, attributes = {}) {
    super(control, page);
    const input = el('input', {
      id: this.inputId, class: 'text-box', type: 'text', autocapitalize: 'none', autocorrect: 'off', spellcheck: 'false', ...attributes,
      oninput: () => {
        this.userChanged(input.value, false);
        this.checkLength();
        this.typed();
      },
      onblur: () => {
        this.page.flush();
        this.page.settle(this); // what the plugin made of it may be shown now
      },
    });
    this.setInput(input, el('div', { class: 'box' }, input));
  }

  typed() {}

  /** Said, not enforced: a `maxlength` would cut a pasted password short without a word. */
  checkLength() {
    const most = this.control.max_length;
    if (most > 0 && new TextEncoder().encode(this.input.value).length > most) {
      this.setLocalError(`This is too long: at most ${most} characters fit here.`);
    }
  }

  update(control) {
    super.update(control);
    const { input } = this;
    attr(input, 'placeholder', control.placeholder || null);
    attr(input, 'autocomplete', control.autocomplete || 'off');
    attr(input, 'name', control.autocomplete && control.autocomplete !== 'off' ? control.id : null);
    input.classList.toggle('mono', has(control, 'monospace'));
    this.setEditable(input);
    this.updateValue(control);
  }

  updateValue(control) {
    const value = control.value ?? '';
    if (this.takes(value) && this.input.value !== value) {
      this.input.value = value;
      this.touched = false;
    }
  }

  /** What the user typed, to be typed again into a page that had to be opened anew. */
  typedValue() {
    return this.touched && this.input.value !== '' ? this.input.value : undefined;
  }

  typeAgain(value) {
    this.input.value = value;
    this.userChanged(value, true);
  }
}

/** A value that only travels towards the plugin. */
class HiddenField extends TextField {
  updateValue(control) {
    const holds = has(control, 'has_value');
    const settled = performance.now() - this.touchedAt > SETTLED_MS || this.activations !== this.page.activations;
    if (this.held && !holds && settled && !this.page.isDirty(this.id)) {
      this.input.value = ''; // the plugin has taken or wiped it
      this.touched = false;
      this.typed();
    }
    this.held = holds;
    if (holds) attr(this.input, 'placeholder', control.placeholder || 'Stored. Type to replace it.');
  }
}

class Secret extends HiddenField {
  constructor(control, page) {
    super(control, page, { type: 'password' });
    this.shown = false;
    this.eye = el('span', { class: 'eye' });
    this.toggle = el('button', { type: 'button', class: 'icon-button', 'aria-pressed': 'false', hidden: true, title: 'Show what was typed', 'aria-label': 'Show what was typed', 'aria-describedby': this.labelId }, this.eye);
    let wasShown = false;
    let pressedAt = 0;
    this.toggle.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      wasShown = this.shown;
      pressedAt = performance.now();
      this.show(true);
    });
    this.toggle.addEventListener('mousedown', (event) => event.preventDefault()); // the caret stays where it is
    for (const end of ['pointerleave', 'pointercancel']) {
      this.toggle.addEventListener(end, () => {
        if (pressedAt) this.show(wasShown);
        pressedAt = 0;
      });
    }
    this.toggle.addEventListener('click', () => {
      const heldLong = pressedAt > 0 && performance.now() - pressedAt > HOLD_MS;
      this.show(pressedAt > 0 ? !heldLong && !wasShown : !this.shown);
      pressedAt = 0;
    });
    this.el.addEventListener('focusout', (event) => {
      if (event.relatedTarget && !this.el.contains(event.relatedTarget)) this.show(false);
    });
    this.box.append(this.toggle);
    this.show(false);
  }

  show(shown) {
    clearTimeout(this.timer);
    this.shown = shown;
    if (shown) this.timer = setTimeout(() => this.show(false), HIDE_AGAIN_MS);
    const { input } = this;
    const type = shown ? 'text' : 'password';
    if (input.type !== type) {
      const { selectionStart, selectionEnd } = input;
      input.type = type;
      if (document.activeElement === input) input.setSelectionRange(selectionStart, selectionEnd);
    }
    attr(this.toggle, 'aria-pressed', String(shown));
    if (this.drawn !== shown) reconcile(this.eye, [icon(shown ? 'eyeOff' : 'eye')]);
    this.drawn = shown;
  }

  typed() {
    if (!this.toggle) return;
    const empty = this.input.value === '';
    if (empty) this.show(false);
    if (empty && document.activeElement === this.toggle) this.input.focus();
    this.toggle.hidden = empty;
  }

  update(control) {
    super.update(control);
    if (!this.enabled) this.show(false);
    this.typed();
  }

  destroy() {
    clearTimeout(this.timer);
    this.input.value = '';
  }
}

class OneTimeCode extends HiddenField {
  constructor(control, page) {
    super(control, page, { inputmode: 'numeric' });
    this.input.classList.add('code');
  }

  update(control) {
    super.update({ ...control, autocomplete: control.autocomplete || 'one-time-code' });
    this.input.classList.add('mono');
  }

  destroy() {
    this.input.value = '';
  }
}

class FilePath extends TextField {
  update(control) {
    super.update({
      ...control,
      placeholder: control.placeholder || 'Full path of the file',
      help: [control.help, 'Munim runs on this computer: paste the full path of the file.'].filter(Boolean).join(' '),
    });
    this.input.classList.add('mono');
  }
}

class ChoiceField extends Field {
  constructor(control, page) {
    super(control, page);
    this.choice = new Choice({
      id: this.inputId, labelId: this.labelId,
      onChoose: (value) => this.userChanged(value, true),
      announce: (text) => page.announce(text),
    });
    this.setInput(this.choice.input, this.choice.el);
    this.extraDescription = this.choice.detailId;
  }

  update(control) {
    super.update(control);
    const { choice } = this;
    choice.setOptions(control.options ?? []);
    attr(choice.input, 'placeholder', control.placeholder || (control.options?.length ? 'Choose or search' : 'Nothing to choose yet'));
    choice.el.classList.toggle('has-mono', has(control, 'monospace'));
    choice.setEnabled(this.enabled, this.busy);
    this.el.classList.toggle('is-disabled', !this.enabled);
    const value = control.value ?? '';
    if (this.takes(value)) choice.setValue(value);
  }

  isBeingEdited() {
    return false;
  }

  typedValue() {
    return this.touched && this.choice.value !== '' ? this.choice.value : undefined;
  }

  typeAgain(value) {
    this.choice.setValue(value);
    this.userChanged(value, true);
  }
}

class Checkbox extends Field {
  constructor(control, page) {
    super(control, page);
    const input = el('input', {
      id: this.inputId, type: 'checkbox', class: 'checkbox',
      onclick: (event) => (this.enabled ? null : event.preventDefault()),
      onchange: () => this.userChanged(input.checked ? '1' : '0', true),
    });
    this.label.remove();
    this.label.classList.remove('label');
    this.setInput(input, el('div', { class: 'check-line' }, input, this.label));
  }

  update(control) {
    super.update(control);
    attr(this.input, 'aria-disabled', this.enabled ? null : 'true');
    this.el.classList.toggle('is-disabled', !this.enabled);
    const value = control.value === '1' ? '1' : '0';
    if (this.takes(value)) this.input.checked = value === '1';
  }

  isBeingEdited() {
    return false;
  }

  typedValue() {
    return this.touched ? (this.input.checked ? '1' : '0') : undefined;
  }

  typeAgain(value) {
    this.input.checked = value === '1';
    this.userChanged(value, true);
  }
}

class Button extends Control {
  constructor(control, page) {
    super(control, page);
    this.labelText = el('span', {});
    this.button = el('button', { type: 'button', class: 'button', onclick: () => this.press() }, this.labelText);
    this.el.append(this.button);
  }

  press() {
    if (this.enabled && !this.busy) this.page.activate(this.id, '');
  }

  update(control) {
    const wasBusy = this.busy;
    super.update(control);
    setText(this.labelText, control.label);
    const tone = ['primary', 'destructive'].includes(control.tone) ? control.tone : 'neutral';
    this.button.className = `button button-${tone}${this.busy ? ' is-busy' : ''}`;
    attr(this.button, 'aria-disabled', this.enabled && !this.busy ? null : 'true');
    attr(this.button, 'title', control.help || null);
    if (this.busy) {
      this.spinner ??= el('span', { class: 'spinner', 'aria-hidden': 'true' });
      this.spinnerText ??= hidden(' (under way)');
    }
    reconcile(this.button, this.busy ? [this.spinner, this.labelText, this.spinnerText] : [this.labelText]);
    if (this.busy && wasBusy === false) this.page.announce(`${control.label}: under way`);
  }

  focus() {
    this.button.focus();
  }
}

class Link extends Control {
  constructor(control, page) {
    super(control, page);
    this.labelText = el('span', {});
    this.link = el('button', {
      type: 'button', role: 'link', class: 'link',
      onclick: () => (this.enabled ? this.page.activate(this.id, '') : null),
    }, this.labelText);
    this.el.append(this.link);
  }

  update(control) {
    super.update(control);
    setText(this.labelText, control.label || control.value);
    attr(this.link, 'aria-disabled', this.enabled ? null : 'true');
  }

  focus() {
    this.link.focus();
  }
}

class Progress extends Control {
  constructor(control, page) {
    super(control, page);
    const id = uid('progress');
    this.labelText = el('span', { id });
    this.count = el('span', { class: 'progress-count' });
    this.bar = el('progress', { 'aria-labelledby': id });
    this.el.append(el('div', { class: 'progress-line' }, this.labelText, this.count), this.bar);
  }

  update(control) {
    super.update(control);
    const { done = 0, total = 0 } = control.progress ?? {};
    setText(this.labelText, control.label || control.value || 'Under way');
    setText(this.count, total > 0 ? `${done.toLocaleString('en-IN')} of ${total.toLocaleString('en-IN')}` : '');
    attr(this.bar, 'max', total > 0 ? total : null);
    attr(this.bar, 'value', total > 0 ? Math.min(done, total) : null);
  }
}

class Table extends Control {
  constructor(control, page) {
    super(control, page);
    this.captionText = el('span', {});
    this.caption = el('caption', {}, this.captionText);
    this.headRow = el('tr', { role: 'row' });
    this.head = el('thead', { role: 'rowgroup' }, this.headRow);
    this.rows = el('tbody', { role: 'rowgroup' });
    // The roles are said again because cards on a narrow screen are not laid out as a table.
    this.table = el('table', { role: 'table' }, this.caption, this.head, this.rows);
    this.empty = el('p', { class: 'table-empty' });
    this.el.append(this.table);
    this.byId = new Map();
  }

  update(control) {
    super.update(control);
    const { columns = [], rows = [] } = control;
    setText(this.captionText, control.label);
    this.caption.hidden = !control.label;
    this.table.classList.toggle('has-mono', has(control, 'monospace'));
    this.table.classList.toggle('is-wide', columns.length >= WIDE_TABLE);
    this.table.style.setProperty('--columns', String(columns.length));
    const withActions = rows.some((row) => row.actions?.length > 0);
    const heads = columns.map((column) => (typeof column === 'string' ? column : column.text));
    const shape = JSON.stringify([heads, withActions]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.byId.clear();
      const cells = heads.map((text) => el('th', { scope: 'col', role: 'columnheader' }, text));
      if (withActions) cells.push(el('th', { scope: 'col', role: 'columnheader', class: 'actions-head' }, hidden('Actions')));
      reconcile(this.headRow, cells);
    }
    const seen = new Set();
    const nodes = rows.map((row) => {
      seen.add(row.id);
      const entry = this.byId.get(row.id) ?? { text: '', row: el('tr', { role: 'row', 'data-row-id': row.id }), buttons: new Map() };
      this.byId.set(row.id, entry);
      const text = JSON.stringify([row, this.enabled]);
      if (entry.text !== text) {
        entry.text = text;
        this.drawRow(entry, row, heads, withActions);
      }
      return entry.row;
    });
    for (const id of this.byId.keys()) if (!seen.has(id)) this.byId.delete(id);
    reconcile(this.rows, nodes);
    setText(this.empty, control.placeholder || control.help || 'Nothing here yet.');
    reconcile(this.el, rows.length > 0 ? [this.table] : [this.empty]);
  }

  /** Below a heading of the same words the caption is for screen readers only. */
  follows(heading) {
    this.captionText.className = heading?.control.label === this.control.label ? 'visually-hidden' : '';
    this.caption.classList.toggle('is-said-above', this.captionText.className !== '');
  }

  drawRow(entry, row, heads, withActions) {
    const name = (row.cells?.[0]?.text ?? '').split('\n')[0];
    // Buttons are kept, so that the one that was pressed keeps the focus.
    const cells = heads.map((head, index) => {
      const cell = row.cells?.[index] ?? { text: '', tone: 'neutral' };
      const [first, ...more] = (cell.text ?? '').split('\n');
      const content = el('span', { class: 'cell' },
        cell.tone && cell.tone !== 'neutral' ? badge(first, cell.tone) : el('span', { class: 'cell-first' }, first),
        more.length > 0 ? hidden(', ') : null,
        more.length > 0 ? el('span', { class: 'cell-second' }, more.join(' ')) : null);
      return index === 0
        ? el('th', { scope: 'row', role: 'rowheader', 'data-label': head }, content)
        : el('td', { role: 'cell', 'data-label': head }, content);
    });
    if (withActions) {
      const buttons = (row.actions ?? []).map((action) => {
        let button = entry.buttons.get(action.id);
        if (!button) {
          button = el('button', {
            type: 'button', class: 'button button-quiet',
            onclick: () => {
              if (button.getAttribute('aria-disabled') !== 'true') this.page.activate(this.id, `${row.id}\n${action.id}`);
            },
          });
          entry.buttons.set(action.id, button);
        }
        setText(button, action.label);
        attr(button, 'aria-label', name ? `${action.label}: ${name}` : null);
        attr(button, 'data-action-id', action.id);
        attr(button, 'aria-disabled', action.enabled === false ? 'true' : null);
        return button;
      });
      const kept = entry.actionsCell?.firstChild;
      const group = kept ?? el('div', { class: 'row-actions' });
      reconcile(group, buttons);
      entry.actionsCell ??= el('td', { role: 'cell', class: 'actions-cell' }, group);
      cells.push(entry.actionsCell);
    }
    reconcile(entry.row, cells);
  }
}

const KINDS = {
  heading: Heading, text: Text, notice: Notice, choice: ChoiceField, input: TextField, secret: Secret, one_time_code: OneTimeCode,
  checkbox: Checkbox, button: Button, link: Link, progress: Progress, table: Table, file: FilePath,
};

/** A kind that this page does not know is drawn as text. */
export const kindOf = (control) => (control.kind in KINDS ? control.kind : 'text');

export const makeControl = (control, page) => new KINDS[kindOf(control)]({ ...control, kind: kindOf(control) }, page);
