// One invoice: what it says, and what the IRP says of it.

import { badge, el, reconcile, setText } from './dom.js';
import { invoiceDocument } from './invoice_document.js';
import { chosenPortal, notice, portalName, stateOf, wordsAbout } from './invoice_parts.js';
import { InvoicesFeed } from './invoices_feed.js';

const REASONS = [['1', 'Duplicate'], ['2', 'Data entry mistake'], ['3', 'Order cancelled'], ['4', 'Other']];

const pair = (name, ...value) => el('div', { class: 'pair' }, el('dt', {}, name), el('dd', {}, ...value));
const button = (label, tone, onclick) => el('button', { type: 'button', class: `button button-${tone}`, onclick }, label);

export class InvoicePage {
  #api;
  #shell;
  #id;
  #feed;
  #portals = [];
  #seen = '';
  #invoice;
  #awaited = false; // something was started, and how it ended has not been said
  #turn = 0; // counts what was asked for, so that an older answer is dropped
  #title = el('h1', {}, 'Invoice');
  #crumb = el('li', { 'aria-current': 'page' });
  #problem = el('div', { class: 'plain', hidden: true });
  #state = el('p', { class: 'invoice-state' });
  #words = el('div', { class: 'plain' });
  #facts = el('dl', { class: 'facts' });
  #picture = el('figure', { class: 'qr', hidden: true }, el('div', { class: 'qr-picture' }), el('figcaption', { class: 'quiet' }, 'Signed QR code of the IRP, to be printed on the invoice'));
  #head = el('h2', { id: 'registration-head', tabindex: '-1' }, 'Registration');
  #register = button('Register', 'primary', () => this.#act('register'));
  #lookUp = button('Look up', 'neutral', () => this.#act('look-up'));
  #cancel = button('Cancel…', 'neutral', () => this.#openForm());
  #document = el('div', { class: 'plain' });
  #form = this.#cancelForm();

  constructor(api, id, shell) {
    this.#api = api;
    this.#id = id;
    this.address = `#/invoices/${encodeURIComponent(id)}`;
    this.#shell = shell;
    this.el = el('div', { class: 'page invoice-page' },
      el('nav', { class: 'breadcrumbs', 'aria-label': 'Breadcrumbs' }, el('ol', {}, el('li', {}, el('a', { href: '#/invoices' }, 'Invoices'), el('span', { class: 'crumb-mark', 'aria-hidden': 'true' }, '›')), this.#crumb)),
      this.#title,
      el('div', { class: 'page-body' }, this.#problem,
        el('section', { class: 'card registration', 'aria-labelledby': 'registration-head' },
          el('div', { class: 'registration-main' }, this.#head, this.#state, this.#words, this.#facts,
            el('div', { class: 'button-row' }, this.#register, this.#lookUp, this.#cancel), this.#form.el),
          this.#picture),
        this.#document));
    for (const one of [this.#register, this.#lookUp, this.#cancel]) one.hidden = true;
  }

  open() {
    this.#feed = new InvoicesFeed(this.#api);
    this.#feed.addEventListener('news', ({ detail }) => this.#news(detail));
    this.#feed.start();
  }

  close() {
    this.#feed?.close();
  }

  /** Something in the book has moved: is it this invoice? */
  async #news(book) {
    this.#portals = book.portals;
    const seen = JSON.stringify(book.invoices.find((invoice) => invoice.id === this.#id) ?? null);
    if (seen === this.#seen) return;
    this.#seen = seen;
    await this.#refresh();
  }

  async #refresh() {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const invoice = await this.#api.request('GET', `/api/invoices/${encodeURIComponent(this.#id)}`);
      if (turn !== this.#turn) return;
      if (invoice.busy) this.#seen = ''; // the book may look afterwards as it did before
      this.#draw(invoice);
    } catch (problem) {
      if (turn !== this.#turn) return;
      this.#seen = '';
      this.#tell(problem);
    }
  }

  #tell(problem) {
    this.#problem.hidden = false;
    this.#problem.replaceChildren(notice('error', { message: problem.message, next_step: problem.nextStep }));
    this.#shell.announce(`${problem.message} ${problem.nextStep ?? ''}`);
  }

  async #act(action, order = {}) {
    this.#problem.hidden = true;
    try {
      await this.#api.request('POST', `/api/invoices/${encodeURIComponent(this.#id)}/${action}`,
        { body: JSON.stringify({ portal: chosenPortal(this.#portals), ...order }), type: 'application/json' });
      // The news may skip a state as short as this one, and its end is to be said all the same.
      this.#awaited = true;
      await this.#refresh();
      return null;
    } catch (problem) {
      if (!order.reason && order.reason !== '') this.#tell(problem);
      return problem;
    }
  }

  #draw(invoice) {
    const first = !this.#invoice;
    this.#invoice = invoice;
    setText(this.#title, `Invoice ${invoice.number}`);
    setText(this.#crumb, invoice.number);
    this.#shell.title(invoice.number);
    const { text, tone } = stateOf(invoice);
    reconcile(this.#state, [badge(text, tone)]);
    const words = invoice.busy ? null : wordsAbout(invoice);
    reconcile(this.#words, words ? [notice(invoice.trouble ? 'error' : invoice.state === 'rejected' ? 'error' : 'warning', words, invoice.settings)] : []);
    reconcile(this.#facts, this.#factsOf(invoice));
    this.#buttons(invoice);
    this.#drawPicture(invoice);
    if (first) this.#document.replaceChildren(...invoiceDocument(invoice.document));
    if (this.#awaited && !invoice.busy) this.#shell.announce(words ? `${words.message} ${words.next_step ?? ''}` : `${text}.`);
    this.#awaited = invoice.busy;
  }

  #factsOf(invoice) {
    const reason = REASONS.find(([id]) => id === invoice.cancel_reason)?.[1];
    return [
      invoice.irn && pair('IRN', el('span', { class: 'mono irn' }, invoice.irn)),
      invoice.ack_no && pair('Acknowledgement number', el('span', { class: 'mono' }, invoice.ack_no)),
      invoice.ack_date && pair('Acknowledgement date', invoice.ack_date),
      invoice.portal && pair('Portal', portalName(invoice.portal)),
      invoice.cancel_date && pair('Cancelled on', invoice.cancel_date),
      reason && pair('Cancelled because', `${reason}: ${invoice.cancel_remark}`),
    ].filter(Boolean);
  }

  #buttons(invoice) {
    const idle = !invoice.busy && !invoice.waiting;
    const active = document.activeElement;
    this.#register.hidden = !idle || !['open', 'sent', 'rejected'].includes(invoice.state);
    setText(this.#register, invoice.state === 'open' ? 'Register' : 'Register again');
    this.#lookUp.hidden = !idle;
    this.#cancel.hidden = !idle || invoice.state !== 'registered' || !this.#form.el.hidden;
    if (invoice.state !== 'registered') this.#form.el.hidden = true;
    // A button that has done its work hands the focus to the head of its section.
    const gone = active && this.el.contains(active) && active.closest('[hidden]');
    if (gone) this.#head.focus({ preventScroll: true });
  }

  async #drawPicture(invoice) {
    this.#picture.hidden = !invoice.has_picture;
    const place = this.#picture.firstElementChild;
    if (!invoice.has_picture || place.firstChild) return;
    try {
      const svg = await this.#api.request('GET', `/api/invoices/${encodeURIComponent(this.#id)}/qr.svg`, { raw: true });
      const drawn = document.importNode(new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement, true);
      drawn.setAttribute('role', 'img');
      drawn.setAttribute('aria-label', `Signed QR code of invoice ${invoice.number}`);
      place.replaceChildren(drawn);
    } catch (problem) {
      this.#tell(problem);
    }
  }

  // ---- cancelling

  #cancelForm() {
    const reason = el('select', { id: 'cancel-reason', class: 'select', required: true, 'aria-describedby': 'cancel-problem' }, el('option', { value: '' }, 'Choose…'), ...REASONS.map(([id, label]) => el('option', { value: id }, label)));
    const remark = el('input', { id: 'cancel-remark', type: 'text', class: 'text-box', maxlength: '100', autocomplete: 'off', required: true, 'aria-describedby': 'cancel-problem' });
    const problem = el('p', { id: 'cancel-problem', class: 'message message-error', role: 'alert' });
    const form = el('form', { class: 'cancel-form', hidden: true, novalidate: true, 'aria-labelledby': 'cancel-head', oninput: () => setText(problem, ''), onsubmit: async (event) => {
      event.preventDefault();
      setText(problem, '');
      const refused = await this.#act('cancel', { reason: reason.value, remark: remark.value });
      if (!refused) {
        form.hidden = true;
        this.#head.focus({ preventScroll: true });
        return;
      }
      setText(problem, `${refused.message} ${refused.nextStep ?? ''}`);
      (refused.field === 'remark' ? remark : reason).focus();
    } },
      el('h3', { id: 'cancel-head' }, 'Cancel the registration'),
      el('p', { class: 'quiet' }, 'The IRP takes this for 24 hours. A cancelled number cannot be used again.'),
      el('div', { class: 'field' }, el('label', { class: 'label', for: 'cancel-reason' }, 'Reason'), el('div', { class: 'field-body' }, reason)),
      el('div', { class: 'field' }, el('label', { class: 'label', for: 'cancel-remark' }, 'Remark'), el('div', { class: 'field-body' }, el('div', { class: 'box' }, remark))),
      problem,
      el('div', { class: 'button-row' }, el('button', { type: 'submit', class: 'button button-destructive' }, 'Cancel the invoice'),
        button('Keep it', 'neutral', () => {
          form.hidden = true;
          this.#buttons(this.#invoice);
          this.#cancel.focus();
        })));
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') form.querySelector('.button-neutral').click();
    });
    return { el: form, reason };
  }

  #openForm() {
    this.#form.el.hidden = false;
    this.#cancel.hidden = true;
    this.#form.reason.focus();
  }
}
