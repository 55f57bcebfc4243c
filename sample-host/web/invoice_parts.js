// What the pages about invoices share: amounts, notices, states, and the choice of a portal.

import { badge, el, icon } from './dom.js';

const MONEY = new Intl.NumberFormat('en-IN', { style: 'currency', currency: 'INR' });
const PORTAL_KEY = 'munim-portal';

export const money = (amount) => (amount === '' || amount === undefined || amount === null ? '—' : MONEY.format(Number(amount)));

/** 'local-sandbox/sandbox' -> 'local-sandbox (sandbox)' */
export const portalName = (portal) => portal.replace(/^(.*)\/(.*)$/, '$1 ($2)');

/** A notice with words and, where the credentials are to be seen to, the way there. */
export function notice(tone, { message, next_step: nextStep, credentials }, settings) {
  return el('div', { class: `notice tone-${tone}` },
    el('span', { class: 'notice-icon' }, icon(tone)),
    el('div', { class: 'notice-texts' },
      el('p', { class: 'notice-title' }, message),
      nextStep ? el('p', { class: 'notice-text' }, nextStep) : null,
      credentials && settings ? el('p', {}, el('a', { href: `#/settings/${encodeURIComponent(settings)}` }, 'API credentials')) : null));
}

/** The state of an invoice in words, also while it is worked on. */
export function stateOf(invoice) {
  if (invoice.busy) return { text: 'At the IRP…', tone: 'info' };
  if (invoice.waiting) return { text: 'Waiting', tone: 'info' };
  return { text: invoice.state_text, tone: invoice.tone };
}

export function stateBadge(invoice) {
  const { text, tone } = stateOf(invoice);
  return badge(text, tone);
}

/** Why it is not registered: what hindered it last, or what the IRP said. */
export const wordsAbout = (invoice) => invoice.trouble ?? invoice.remark ?? null;

/** Which portal invoices go to, when credentials are stored for several. Asks nothing as long as there is no choice. */
export class PortalChoice {
  #select = el('select', { id: 'portal', class: 'select', onchange: () => sessionStorage.setItem(PORTAL_KEY, this.#select.value) });
  #portals = '';
  el = el('div', { class: 'portal-choice', hidden: true }, el('label', { for: 'portal', class: 'label' }, 'Portal'), this.#select);

  update(portals) {
    this.el.hidden = portals.length < 2;
    if (this.#portals === portals.join()) return;
    this.#portals = portals.join();
    const before = sessionStorage.getItem(PORTAL_KEY);
    this.#select.replaceChildren(...portals.map((portal) => el('option', { value: portal, selected: portal === before }, portalName(portal))));
  }

  /** Empty: the only one there is. */
  get value() {
    return this.el.hidden ? '' : this.#select.value;
  }
}

/** The chosen portal on another page. */
export const chosenPortal = (portals) => {
  const before = sessionStorage.getItem(PORTAL_KEY);
  return portals.length < 2 ? '' : portals.includes(before) ? before : portals[0];
};

