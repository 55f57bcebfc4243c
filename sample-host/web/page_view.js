// Draws the views of one settings page and reports what the user does. Knows control kinds, not what the page is about.

import { kindOf, makeControl } from './controls.js';
import { el, icon, reconcile, setText, uid } from './dom.js';
import { Layout } from './page_layout.js';
import { PageSession } from './page_session.js';

const RESTORE_MS = 5000;
const LONGEST_PRESS_MS = 2000;
const flagged = (control, flag) => (control.flags ?? []).includes(flag);

export class PageView {
  activations = 0;
  isFirstView = true;
  #session;
  #controls = new Map(); // kind and id -> control
  #order = []; // of the present view
  #layout;
  #focusSerial;
  #restore = new Map(); // what was typed into a page that had to be opened anew
  #restoreUntil = 0;
  #waiting; // the newest view, not drawn yet
  #isPressing = false;

  /** `shell`: announce(text), title(text). */
  constructor(api, settings, shell) {
    this.shell = shell;
    this.address = `#/settings/${encodeURIComponent(settings.id)}`;
    this.crumbs = el('ol', {});
    this.nav = el('nav', { class: 'breadcrumbs', 'aria-label': 'Breadcrumbs' }, this.crumbs);
    this.heading = el('h1', { tabindex: '-1' }, settings.title ?? '');
    this.busyBar = el('div', { class: 'busy-bar', hidden: true });
    this.problem = el('div', { class: 'page-problem' });
    this.body = el('div', { class: 'page-body' }, el('p', { class: 'opening' }, 'Opening…'));
    this.#layout = new Layout(this.body);
    this.form = el('form', {
      class: 'page-form', novalidate: true, autocomplete: 'on', 'aria-labelledby': (this.heading.id = uid('title')),
      onsubmit: (event) => event.preventDefault(),
      onkeydown: (event) => this.#key(event),
    }, this.problem, this.body);
    this.el = el('div', { class: 'page' }, this.nav, this.heading, this.busyBar, this.form);
    this.#breadcrumbs(['Settings', settings.title ?? '']);

    this.#session = new PageSession(api, settings.id);
    this.#session.addEventListener('view', ({ detail: { view, reopened } }) => {
      this.#waiting = { view, reopened: reopened || this.#waiting?.reopened };
      if (!this.#isPressing) this.#drawWaiting();
    });
    this.form.addEventListener('pointerdown', () => this.#hold());
    this.#session.addEventListener('value-refused', ({ detail: { id, problem } }) => {
      const control = this.#order.find((candidate) => candidate.id === id);
      control?.setLocalError?.([problem.message, problem.nextStep].filter(Boolean).join(' '));
    });
    this.#session.addEventListener('problem', ({ detail }) => this.#showProblem(detail.message, detail.nextStep));
    this.#session.addEventListener('gone', ({ detail: { problem } }) => {
      this.#showProblem('This settings page cannot be opened.', problem.nextStep || problem.message);
      reconcile(this.body, [el('p', {}, el('a', { href: '#/settings' }, 'Back to Settings'))]);
    });
    this.#session.start();
  }

  close() {
    for (const control of this.#controls.values()) control.destroy();
    this.#session.close();
  }

  // ---- for the controls

  set(id, value, now) {
    this.#session.set(id, value, now);
  }

  flush() {
    this.#session.flush();
  }

  isDirty(id) {
    return this.#session.isDirty(id);
  }

  announce(text) {
    this.shell.announce(text);
  }

  async activate(id, item) {
    ++this.activations;
    reconcile(this.problem, []);
    await this.#session.activate(id, item);
  }

  /** The user has left this control: it may show the value of the newest view. */
  settle(control) {
    setTimeout(() => {
      if (this.#order.includes(control) && !control.isBeingEdited()) control.updateValue(control.control);
    }, 1500);
  }

  // ---- keys of the form

  #key(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      this.#press('default', event.target);
    } else if (event.key === 'Escape') {
      if (this.#press('cancel', event.target)) event.preventDefault();
    }
  }

  /** Presses the button with this flag: the one of the target's own group, or the next one, or the first. */
  #press(flag, target) {
    const at = this.#order.findIndex((control) => control.el.contains(target));
    const group = this.#order[at]?.control.group;
    const buttons = this.#order.filter((control) => control.kind === 'button' && flagged(control.control, flag) && control.enabled && !control.busy);
    const button = buttons.find((candidate) => group && candidate.control.group === group)
      ?? buttons.find((candidate) => this.#order.indexOf(candidate) > at) ?? buttons[0];
    button?.press();
    return Boolean(button);
  }

  // ---- drawing

  /**
   * Nothing moves between pressing and letting go of the mouse or a finger: a message that disappears above a button must
   * not take the button away from under the pointer, for then it would not be pressed.
   */
  #hold() {
    if (this.#isPressing) return;
    this.#isPressing = true;
    const release = () => {
      for (const end of ['pointerup', 'pointercancel']) window.removeEventListener(end, later, true);
      clearTimeout(longest);
      this.#isPressing = false;
      this.#drawWaiting();
    };
    const later = () => setTimeout(release); // after the click
    const longest = setTimeout(release, LONGEST_PRESS_MS);
    for (const end of ['pointerup', 'pointercancel']) window.addEventListener(end, later, true);
  }

  #drawWaiting() {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) this.#render(waiting.view, waiting.reopened);
  }

  #breadcrumbs(names) {
    const text = JSON.stringify(names);
    if (this.crumbText === text) return;
    this.crumbText = text;
    reconcile(this.crumbs, names.map((name, index) => {
      const last = index === names.length - 1;
      const content = index === 0 && !last ? el('a', { href: '#/settings' }, name) : el('span', { 'aria-current': last ? 'page' : null }, name);
      return el('li', {}, index > 0 ? icon('next') : null, content);
    }));
  }

  #showProblem(message, nextStep) {
    reconcile(this.problem, [el('div', { class: 'notice tone-error', role: 'alert' },
      el('span', { class: 'notice-icon' }, icon('error')),
      el('div', { class: 'notice-texts' }, el('p', { class: 'notice-title' }, message), nextStep ? el('p', { class: 'notice-text' }, nextStep) : null))]);
  }

  #render(view, reopened) {
    const controls = view.controls ?? [];
    if (reopened) {
      reconcile(this.problem, []);
      for (const control of this.#order) {
        const typed = control.typedValue?.();
        if (typed !== undefined) this.#restore.set(control.id, typed);
      }
      this.#restoreUntil = performance.now() + RESTORE_MS;
    }

    setText(this.heading, view.title);
    this.shell.title(view.title);
    this.#breadcrumbs(view.breadcrumbs?.length ? view.breadcrumbs : ['Settings', view.title]);
    this.busyBar.hidden = !view.busy;

    const focused = document.activeElement;
    const hadFocus = this.body.contains(focused);
    const selection = hadFocus && focused instanceof HTMLInputElement && focused.selectionStart !== null
      ? [focused.selectionStart, focused.selectionEnd, focused.selectionDirection] : null;

    // Controls are kept by kind and id; what the view no longer has is wiped.
    const seen = new Set();
    this.#order = controls.map((control) => {
      const key = `${kindOf(control)}${kindOf(control) === 'heading' ? control.level : ''} ${control.id}`;
      seen.add(key);
      let made = this.#controls.get(key);
      if (!made) this.#controls.set(key, (made = makeControl(control, this)));
      made.update(control);
      return made;
    });
    for (const [key, control] of this.#controls) {
      if (!seen.has(key)) {
        control.destroy();
        this.#controls.delete(key);
      }
    }
    let heading; // the last one before a table
    for (const control of this.#order) {
      control.follows?.(heading);
      if (control.kind === 'heading') heading = control;
      else if (control.kind === 'table') heading = undefined;
    }
    this.#layout.lay(this.#order);

    for (const control of this.#order) {
      if (!control.isNew) continue;
      control.isNew = false;
      reveal(control.el);
    }

    const moved = view.focus_serial !== this.#focusSerial;
    this.#focusSerial = view.focus_serial;
    const target = moved ? this.#order[controls.findIndex((control) => flagged(control, 'autofocus'))] : undefined;
    if (target) target.focus();
    else if (hadFocus && document.activeElement !== focused) {
      if (focused.isConnected) {
        focused.focus({ preventScroll: true }); // it was moved, and the browser took the focus away
        if (selection) focused.setSelectionRange(...selection);
      } else {
        this.heading.focus({ preventScroll: true }); // it is gone: somewhere sensible, not nowhere
      }
    } else if (this.isFirstView && this.shell.wantsFocus) {
      this.heading.focus({ preventScroll: true });
    }
    this.isFirstView = false;
    this.#typeAgain();
  }

  #typeAgain() {
    if (this.#restore.size === 0) return;
    if (performance.now() > this.#restoreUntil) {
      this.#restore.clear();
      return;
    }
    for (const [id, value] of this.#restore) {
      const control = this.#order.find((candidate) => candidate.id === id && candidate.typeAgain && candidate.enabled);
      if (!control) continue;
      this.#restore.delete(id);
      control.typeAgain(value);
    }
  }
}

/** Brings a new notice into sight when it is not. */
function reveal(node) {
  const box = node.getBoundingClientRect();
  if (box.top >= 0 && box.bottom <= window.innerHeight) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  node.scrollIntoView({ block: 'nearest', behavior: calm ? 'auto' : 'smooth' });
}
