// A dropdown with search: the editable combobox of the ARIA Authoring Practices, drawing only the options in sight, so that
// ten thousand of them are as quick as ten.

import { attr, badge, el, hidden, icon, reconcile, setText, uid } from './dom.js';

const OVERSCAN = 4;
const PAGE_STEP = 7;

const plain = (text) => text.normalize('NFKD').toLowerCase();

export class Choice {
  options = [];
  value = '';
  enabled = true;
  #haystack = [];
  #found = []; // indices into options, in the order shown
  #query = null; // null: the user has not typed since the list opened
  #active = -1; // index into #found
  #moved = false; // the user has picked an option with the keyboard
  #open = false;
  #rowHeight = 0;
  #viewHeight = 0;
  #frame = 0;
  #announcing = 0;

  /** `onChoose(optionId)`; `announce(text)` for screen readers. */
  constructor({ id, labelId, onChoose, announce }) {
    this.onChoose = onChoose;
    this.announce = announce;
    this.listId = uid('list');
    this.detailId = uid('detail');
    this.input = el('input', {
      id, class: 'text-box combo-input', type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'none',
      'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.listId,
      oninput: () => this.#typed(),
      onkeydown: (event) => this.#key(event),
      onfocus: () => this.input.select(), // what is typed first is a search, not more of the chosen label
      onblur: () => this.#left(),
      onclick: () => (this.#open ? null : this.#show()),
    });
    this.detail = el('span', { class: 'combo-detail', id: this.detailId });
    this.toggle = el('button', {
      type: 'button', class: 'icon-button', tabindex: '-1', 'aria-label': 'Show the list', 'aria-describedby': labelId, 'aria-expanded': 'false', 'aria-controls': this.listId,
      onpointerdown: (event) => event.preventDefault(), // the focus stays in the text box
      onmousedown: (event) => event.preventDefault(),
      onclick: () => {
        this.input.focus();
        if (this.#open) this.#close();
        else this.#show();
      },
    }, icon('chevron'));
    this.box = el('div', { class: 'box combo-box' }, this.input, this.detail, this.toggle);
    this.list = el('ul', {
      class: 'combo-list', id: this.listId, role: 'listbox', 'aria-labelledby': labelId, onscroll: () => this.#schedule(),
    });
    this.nothing = el('p', { class: 'combo-nothing', hidden: true });
    this.popup = el('div', {
      class: 'combo-popup', hidden: true,
      onpointerdown: (event) => (event.pointerType === 'mouse' ? event.preventDefault() : null),
      onmousedown: (event) => event.preventDefault(),
    }, this.list, this.nothing);
    this.el = el('div', { class: 'combo' }, this.box, this.popup);
  }

  setOptions(options) {
    if (same(options, this.options)) return;
    const activeId = this.#activeOption()?.id;
    this.options = options;
    this.#haystack = options.map((option) => plain(`${option.label} ${option.detail ?? ''} ${option.badge ?? ''}`));
    this.el.classList.toggle('two-lines', options.some((option) => option.detail));
    this.#rowHeight = 0;
    if (this.#open) {
      this.#filter();
      const index = this.#found.findIndex((at) => options[at].id === activeId);
      if (index >= 0) this.#active = index;
      this.#draw(true);
    }
    this.#showValue();
  }

  setValue(value) {
    if (this.value === value) return;
    this.value = value;
    this.#showValue();
    if (this.#open) this.#draw(false);
  }

  setEnabled(enabled, busy) {
    this.enabled = enabled;
    attr(this.input, 'aria-disabled', enabled ? null : 'true');
    this.input.readOnly = !enabled;
    this.toggle.disabled = !enabled;
    this.el.classList.toggle('is-disabled', !enabled);
    this.el.classList.toggle('is-busy', busy);
    if (!enabled) this.#close();
  }

  isBeingEdited() {
    return this.#open;
  }

  #selected() {
    return this.options.find((option) => option.id === this.value);
  }

  #activeOption() {
    return this.options[this.#found[this.#active]];
  }

  /** The closed look: label in the text box, detail and badge beside it. */
  #showValue() {
    const option = this.#selected();
    if (this.#query === null) {
      const label = option?.label ?? this.value;
      if (this.input.value !== label) this.input.value = label;
    }
    reconcile(this.detail, []);
    if (option?.detail) this.detail.append(el('span', { class: 'combo-detail-text' }, option.detail));
    if (option?.badge) this.detail.append(hidden(', '), badge(option.badge, option.badge_tone));
  }

  #filter() {
    const words = plain(this.#query ?? '').split(/\s+/).filter(Boolean);
    if (words.length === 0) {
      this.#found = this.options.map((_, index) => index);
      return;
    }
    const first = [];
    const later = [];
    this.#haystack.forEach((text, index) => {
      if (words.every((word) => text.includes(word))) (text.startsWith(words[0]) ? first : later).push(index);
    });
    this.#found = [...first, ...later];
  }

  /** `select`: what is typed next replaces the text. */
  #show(select = true) {
    if (!this.enabled || this.#open) return;
    this.#open = true;
    this.#query = null;
    this.#moved = false;
    this.#filter();
    this.#active = this.#found.findIndex((index) => this.options[index].id === this.value);
    this.popup.hidden = false;
    this.#rowHeight = 0; // the window may have changed its size or zoom
    this.el.classList.add('is-open');
    attr(this.input, 'aria-expanded', 'true');
    attr(this.toggle, 'aria-expanded', 'true');
    if (select) this.input.select();
    this.#place();
    this.#draw(true);
  }

  #close() {
    clearTimeout(this.#announcing);
    this.#query = null;
    this.#moved = false;
    if (this.#open) {
      this.#open = false;
      this.popup.hidden = true;
      this.el.classList.remove('is-open');
      attr(this.input, 'aria-expanded', 'false');
      attr(this.toggle, 'aria-expanded', 'false');
      attr(this.input, 'aria-activedescendant', null);
      reconcile(this.list, []);
    }
    this.#showValue();
  }

  /** Above the text box when there is more room there. */
  #place() {
    const box = this.box.getBoundingClientRect();
    const below = window.innerHeight - box.bottom;
    this.el.classList.toggle('opens-up', below < 260 && box.top > below);
  }

  #choose(option) {
    if (!option || option.enabled === false) return;
    const changed = option.id !== this.value;
    this.value = option.id;
    this.#close();
    if (document.activeElement === this.input) this.input.select();
    if (changed) this.onChoose(option.id);
  }

  #typed() {
    if (!this.enabled) return;
    const query = this.input.value;
    if (!this.#open) this.#show(false);
    this.#query = query;
    this.#filter();
    this.#active = query.trim() && this.#found.length > 0 ? 0 : -1;
    this.#moved = false;
    this.#draw(true);
    clearTimeout(this.#announcing);
    this.#announcing = setTimeout(() => {
      const count = this.#found.length;
      this.announce(count === 0 ? 'No match' : count === 1 ? '1 match' : `${count} matches`);
    }, 600);
  }

  #left() {
    const query = this.#query?.trim();
    if (query) {
      const exact = this.options.find((option) => plain(option.label) === plain(query)); // pasted or typed in full
      if (exact) {
        this.#choose(exact);
        return;
      }
    }
    this.#close();
  }

  #move(to) {
    if (this.#found.length === 0) return;
    this.#active = Math.max(0, Math.min(this.#found.length - 1, to));
    this.#moved = true;
    this.#draw(true);
  }

  #key(event) {
    if (event.isComposing || !this.enabled) return;
    const { key } = event;
    const last = this.#found.length - 1;
    if (!this.#open) {
      if (key === 'ArrowDown' || key === 'ArrowUp') {
        this.#show();
        if (this.#active < 0) this.#move(key === 'ArrowDown' ? 0 : Infinity);
        event.preventDefault();
      }
      return;
    }
    const inList = this.#query === null || this.#moved; // otherwise Home and End are for the text being typed
    switch (key) {
      case 'ArrowDown':
        if (!event.altKey) this.#move(this.#active >= last ? 0 : this.#active + 1);
        break;
      case 'ArrowUp':
        if (event.altKey) this.#close();
        else this.#move(this.#active <= 0 ? last : this.#active - 1);
        break;
      case 'PageDown':
        this.#move(this.#active + PAGE_STEP);
        break;
      case 'PageUp':
        this.#move(this.#active - PAGE_STEP);
        break;
      case 'Home':
        if (!inList && !event.ctrlKey) return;
        this.#move(0);
        break;
      case 'End':
        if (!inList && !event.ctrlKey) return;
        this.#move(last);
        break;
      case 'Enter':
        if (this.#active >= 0) this.#choose(this.#activeOption());
        else if (this.#query === null) this.#close();
        break;
      case 'Escape':
        this.#close();
        this.input.select();
        break;
      case 'Tab':
        if (this.#active >= 0 && (this.#moved || (this.#query && this.#found.length === 1))) this.#choose(this.#activeOption());
        return;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation(); // neither the form's Enter nor its Escape
  }

  #schedule() {
    if (!this.#frame && this.#open) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        if (this.#open) this.#draw(false);
      });
    }
  }

  /** Draws only the options in sight. */
  #draw(reveal) {
    const count = this.#found.length;
    this.list.hidden = count === 0;
    this.nothing.hidden = count > 0;
    if (count === 0) {
      reconcile(this.list, []);
      attr(this.input, 'aria-activedescendant', null);
      setText(this.nothing, this.#query ? `Nothing matches “${this.#query.trim()}”.` : 'There is nothing to choose from yet.');
      return;
    }
    if (!this.#rowHeight) {
      reconcile(this.list, [this.#row(0)]);
      this.#rowHeight = this.list.firstChild.offsetHeight || 44;
      this.#viewHeight = Number.parseFloat(getComputedStyle(this.list).maxHeight) || 320;
    }
    const height = this.#rowHeight;
    const view = Math.min(count * height, this.#viewHeight);
    let top = this.list.scrollTop;
    if (reveal) {
      if (this.#active < 0) top = 0;
      else if (this.#active * height < top) top = this.#active * height;
      else if ((this.#active + 1) * height > top + view) top = (this.#active + 1) * height - view;
    }
    top = Math.max(0, Math.min(top, count * height - view));
    const from = Math.max(0, Math.floor(top / height) - OVERSCAN);
    const to = Math.min(count, Math.ceil((top + view) / height) + OVERSCAN);
    const nodes = [];
    for (let index = from; index < to; ++index) nodes.push(this.#row(index));
    // Margins stand for the options above and below.
    nodes[0].style.marginBlockStart = `${from * height}px`;
    nodes.at(-1).style.marginBlockEnd = `${(count - to) * height}px`;
    reconcile(this.list, nodes);
    if (reveal) this.list.scrollTop = top;
    attr(this.input, 'aria-activedescendant', this.#active >= from && this.#active < to ? `${this.listId}-${this.#active}` : null);
  }

  #row(index) {
    const option = this.options[this.#found[index]];
    const chosen = option.id === this.value;
    const row = el('li', {
      class: 'combo-option', id: `${this.listId}-${index}`, role: 'option', 'aria-selected': chosen ? 'true' : 'false',
      'aria-setsize': this.#found.length, 'aria-posinset': index + 1, 'aria-disabled': option.enabled === false ? 'true' : null,
      onclick: () => this.#choose(option),
    },
    el('span', { class: 'combo-check' }, chosen ? icon('check') : ''),
    el('span', { class: 'combo-texts' },
      el('span', { class: 'combo-label' }, ...this.#marked(option.label)),
      option.detail ? hidden(', ') : null,
      option.detail ? el('span', { class: 'combo-second' }, ...this.#marked(option.detail)) : null),
    option.badge ? hidden(', ') : null,
    option.badge ? badge(option.badge, option.badge_tone) : null);
    if (index === this.#active) row.classList.add('is-active');
    return row;
  }

  /** The text with what was searched for marked. */
  #marked(text) {
    const word = plain(this.#query ?? '').split(/\s+/).find(Boolean);
    const at = word ? plain(text).indexOf(word) : -1;
    if (at < 0 || plain(text).length !== text.length) return [text];
    return [text.slice(0, at), el('mark', {}, text.slice(at, at + word.length)), text.slice(at + word.length)];
  }
}

function same(a, b) {
  return a.length === b.length && a.every((option, index) => {
    const other = b[index];
    return option.id === other.id && option.label === other.label && option.detail === other.detail && option.badge === other.badge
      && option.badge_tone === other.badge_tone && option.enabled === other.enabled;
  });
}
