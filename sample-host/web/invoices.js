// The page "Invoices": the invoice book, and registering all that is open.

import { attr, el, reconcile, setText } from './dom.js';
import { money, notice, PortalChoice, stateBadge, wordsAbout } from './invoice_parts.js';
import { InvoicesFeed } from './invoices_feed.js';

const FILTERS = [
  ['all', 'All', () => true],
  ['open', 'Not registered', (invoice) => invoice.state === 'open' || invoice.state === 'sent'],
  ['registered', 'Registered', (invoice) => invoice.state === 'registered'],
  ['rejected', 'Rejected', (invoice) => invoice.state === 'rejected'],
  ['cancelled', 'Cancelled', (invoice) => invoice.state === 'cancelled'],
];
const SAY_EVERY = 10; // lines of a run between two announcements

export class InvoicesPage {
  address = '#/invoices';
  #api;
  #shell;
  #units = new Map();
  #feed;
  #book;
  #rows = new Map(); // invoice id -> row
  #groups = new Map(); // GSTIN -> card
  #drawnProblems = '';
  #said = ''; // what was last announced about the run
  #portal = new PortalChoice();
  #lead = el('p', { class: 'lead' }, 'Opening…');
  #problems = el('div', { class: 'plain' });
  #runText = el('p', { class: 'run-text' });
  #runCount = el('p', { class: 'progress-count' });
  #bar = el('progress', { 'aria-label': 'Registering invoices', max: '1', value: '0' });
  #progress = el('div', { class: 'run-progress', hidden: true }, this.#bar);
  #buttons = Object.fromEntries([['start', 'Register all', 'primary'], ['pause', 'Pause', 'neutral'], ['resume', 'Resume', 'primary'], ['stop', 'Stop', 'neutral']]
    .map(([action, label, tone]) => [action, el('button', { type: 'button', class: `button button-${tone}`, onclick: () => this.#order(action) }, label)]));
  #filter = el('select', { id: 'filter', class: 'select', onchange: () => this.#drawTables() }, ...FILTERS.map(([id, label]) => el('option', { value: id }, label)));
  #tables = el('div', { class: 'plain' });
  #nothing = el('p', { class: 'card table-empty', role: 'status', hidden: true }, 'No invoice matches.');

  constructor(api, app, shell) {
    this.#api = api;
    this.#shell = shell;
    for (const company of app.companies ?? []) for (const { gstin, unit_name: unit } of company.registrations ?? []) this.#units.set(gstin, unit);
    this.el = el('div', { class: 'page invoices-page' },
      el('h1', {}, 'Invoices'), this.#lead,
      el('div', { class: 'page-body' }, this.#problems,
        el('section', { class: 'card run-card', 'aria-labelledby': 'run-head' },
          el('h2', { id: 'run-head' }, 'Register with the IRP'),
          this.#portal.el,
          el('div', { class: 'progress-line' }, this.#runText, this.#runCount), this.#progress,
          el('div', { class: 'button-row' }, ...Object.values(this.#buttons))),
        el('div', { class: 'filter' }, el('label', { for: 'filter', class: 'label' }, 'Show'), this.#filter),
        this.#nothing, this.#tables));
    for (const action of ['pause', 'resume', 'stop']) this.#buttons[action].hidden = true;
  }

  open() {
    this.#feed = new InvoicesFeed(this.#api);
    this.#feed.addEventListener('news', ({ detail }) => this.#draw(detail));
    this.#feed.addEventListener('problem', ({ detail }) => this.#tell(detail));
    this.#feed.start();
  }

  close() {
    this.#feed?.close();
  }

  async #order(action) {
    try {
      await this.#api.request('POST', '/api/invoices/run', { body: JSON.stringify({ action, portal: this.#portal.value }), type: 'application/json' });
    } catch (problem) {
      this.#tell(problem);
    }
  }

  #tell(problem) {
    this.#drawnProblems = 'told';
    this.#problems.replaceChildren(notice('error', { message: problem.message, next_step: problem.nextStep }));
    this.#shell.announce(`${problem.message} ${problem.nextStep ?? ''}`);
  }

  #draw(book) {
    this.#book = book;
    const count = (state) => book.invoices.filter((invoice) => invoice.state === state).length;
    setText(this.#lead, book.invoices.length === 0 ? 'The invoice book is empty. Enter invoices with “munim invoices register FILE”.'
      : `${book.invoices.length.toLocaleString('en-IN')} invoices: ${count('registered')} registered, ${count('open') + count('sent')} not registered, ${count('rejected')} rejected, ${count('cancelled')} cancelled.`);
    const problems = [...(book.problem ? [book.problem] : []), ...book.problems];
    if (!book.problem && book.portals.length === 0) problems.push({ message: 'No API credentials are stored yet.', next_step: 'Invoices are registered with the API user of their GSTIN. Enter it in Settings:', credentials: true });
    this.#drawProblems(problems, book);
    this.#portal.update(book.portals);
    this.#drawRun(book);
    this.#drawTables();
  }

  /** Drawn anew only when they differ: a link in them may have the focus. */
  #drawProblems(problems, { run, settings }) {
    const drawn = JSON.stringify([problems, run.paused_by]);
    if (drawn === this.#drawnProblems) return;
    this.#drawnProblems = drawn;
    this.#problems.replaceChildren(...problems.map((problem) => notice('warning', problem, settings)), ...(run.paused_by ? [notice('error', run.paused_by, settings)] : []));
  }

  #drawRun({ run, invoices }) {
    const open = invoices.filter((invoice) => invoice.state === 'open' || invoice.state === 'sent').length;
    const going = run.phase === 'running' || run.phase === 'paused';
    const summary = `${run.registered} registered, ${run.rejected} rejected, ${run.failed} not done`;
    const texts = {
      idle: open === 0 ? 'Every invoice has its answer.' : `${open} ${open === 1 ? 'invoice is' : 'invoices are'} not registered.`,
      running: 'Registering…',
      paused: run.under_way > 0 ? 'Pausing: waiting for the answers under way.' : 'Paused.',
      ended: `Ended: ${summary}.`,
    };
    setText(this.#runText, texts[run.phase] ?? '');
    setText(this.#runCount, going ? `${run.done} of ${run.total}` : '');
    this.#progress.hidden = !going;
    attr(this.#bar, 'max', run.total || 1);
    attr(this.#bar, 'value', run.done);
    this.#show({ start: !going, pause: run.phase === 'running', resume: run.phase === 'paused', stop: going });
    attr(this.#buttons.start, 'aria-disabled', open === 0 ? 'true' : null);
    this.#say(run, summary, texts);
  }

  /** Shows the buttons of this moment; one that goes away hands its focus on. */
  #show(wanted) {
    const had = Object.entries(this.#buttons).find(([, button]) => button === document.activeElement)?.[0];
    for (const [action, button] of Object.entries(this.#buttons)) button.hidden = !wanted[action];
    if (had && !wanted[had]) Object.values(this.#buttons).find((button) => !button.hidden)?.focus();
  }

  #say(run, summary, texts) {
    const part = run.phase === 'running' ? Math.floor(run.done / SAY_EVERY) : '';
    const now = `${run.phase} ${part} ${run.phase === 'paused' && run.under_way > 0}`;
    const first = this.#said === '';
    if (this.#said === now) return;
    this.#said = now;
    if (first) return; // as it was when the page was opened
    if (run.phase === 'running') this.#shell.announce(`Registering: ${run.done} of ${run.total} done.`);
    else if (run.phase === 'paused') this.#shell.announce(run.paused_by ? `Paused: ${run.paused_by.message} ${run.paused_by.next_step}` : `${texts.paused} ${summary}.`);
    else if (run.phase === 'ended') this.#shell.announce(texts.ended);
  }

  #drawTables() {
    const { invoices } = this.#book;
    const matches = FILTERS.find(([id]) => id === this.#filter.value)[2];
    const shown = Map.groupBy(invoices.filter(matches), (invoice) => invoice.gstin);
    reconcile(this.#tables, [...shown].map(([gstin, list]) => this.#group(gstin, list)));
    this.#nothing.hidden = shown.size > 0 || invoices.length === 0;
  }

  #group(gstin, list) {
    let group = this.#groups.get(gstin);
    if (!group) {
      const unit = this.#units.get(gstin);
      const body = el('tbody');
      group = { body, card: el('section', { class: 'card' }, el('div', { class: 'control-table invoice-table' },
        el('table', {}, el('caption', {}, el('span', { class: 'mono' }, gstin), unit ? ` ${unit}` : ''),
          el('thead', {}, el('tr', {}, ...['Number', 'Date', 'Buyer', 'Total', 'State'].map((name) => el('th', { scope: 'col', class: name === 'Total' ? 'amount' : null }, name)))), body))) };
      this.#groups.set(gstin, group);
    }
    reconcile(group.body, list.map((invoice) => this.#row(invoice)));
    return group.card;
  }

  #row(invoice) {
    let row = this.#rows.get(invoice.id);
    if (!row) {
      const cell = (label, ...content) => el('td', { 'data-label': label }, el('div', { class: 'cell' }, ...content));
      const state = el('div', { class: 'cell' });
      row = { state, drawn: '', el: el('tr', {},
        el('th', { scope: 'row' }, el('a', { class: 'mono invoice-number', href: `#/invoices/${invoice.id}` }, invoice.number)),
        cell('Date', invoice.date),
        cell('Buyer', el('span', {}, invoice.buyer), el('span', { class: 'cell-second mono' }, invoice.buyer_gstin)),
        el('td', { 'data-label': 'Total', class: 'amount' }, el('div', { class: 'cell' }, money(invoice.total))),
        el('td', { 'data-label': 'State' }, state)) };
      this.#rows.set(invoice.id, row);
    }
    const words = wordsAbout(invoice);
    const drawn = `${invoice.state} ${invoice.busy} ${invoice.waiting} ${words?.message}`;
    if (row.drawn !== drawn) {
      row.drawn = drawn;
      const link = words?.credentials && this.#book.settings ? el('a', { class: 'cell-second', href: `#/settings/${encodeURIComponent(this.#book.settings)}` }, 'API credentials') : null;
      row.state.replaceChildren(...[stateBadge(invoice), words && !invoice.busy ? el('span', { class: 'cell-second' }, words.message) : null, invoice.busy ? null : link].filter(Boolean));
    }
    return row.el;
  }
}
