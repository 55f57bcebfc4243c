// The first page: the companies whose books are kept here, and their GSTIN registrations.

import { el, icon, reconcile, setText } from './dom.js';

const AT_FIRST = 8;
const SEARCH_FROM = 13;

export function home(app) {
  const companies = app.companies ?? [];
  const count = companies.reduce((sum, company) => sum + (company.registrations?.length ?? 0), 0);
  return el('div', { class: 'page' },
    el('h1', {}, 'Home'),
    el('p', { class: 'lead' }, companies.length === 0 ? 'No books are open.'
      : `${counted(companies.length, 'company', 'companies')}, ${counted(count, 'GSTIN registration', 'GSTIN registrations')}.`),
    el('div', { class: 'page-body' }, problems(app.problems), ...(companies.length ? companies.map((company) => companyCard(company, companies.length > 1)) : [emptyState()]), shortcuts(app.settings, app.language)));
}

const counted = (n, one, many) => `${n.toLocaleString('en-IN')} ${n === 1 ? one : many}`;

/** What went wrong while Munim started, for example a plugin that could not be loaded. */
export function problems(list) {
  if (!list?.length) return null;
  return el('section', { class: 'plain', 'aria-label': 'Problems' }, ...list.map((problem) => el('div', { class: 'notice tone-warning' },
    el('span', { class: 'notice-icon' }, icon('warning')),
    el('div', { class: 'notice-texts' },
      el('p', { class: 'notice-title' }, problem.message),
      problem.next_step ? el('p', { class: 'notice-text' }, problem.next_step) : null))));
}

function emptyState() {
  return el('div', { class: 'card empty' }, icon('info'), el('h2', {}, 'No company yet'),
    el('p', {}, 'Add a company and its GSTIN registrations to Munim’s books; they are shown here.'));
}

function companyCard(company, withCount) {
  const all = (company.registrations ?? []).map((registration) => ({
    registration, text: `${registration.gstin} ${registration.unit_name} ${registration.state}`.toLowerCase(),
  }));
  let shown = AT_FIRST;
  const list = el('ul', { class: 'registrations' });
  const more = el('button', { type: 'button', class: 'button button-quiet', onclick: () => draw((shown += 100)) });
  const nothing = el('p', { class: 'table-empty', role: 'status' });
  const search = el('input', {
    type: 'search', class: 'text-box', placeholder: 'Search', 'aria-label': `Search the registrations of ${company.name}`,
    autocomplete: 'off', spellcheck: 'false', oninput: () => draw((shown = AT_FIRST)),
  });
  const draw = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = all.filter(({ text }) => words.every((word) => text.includes(word)));
    reconcile(list, found.slice(0, shown).map(({ registration }) => registrationLine(registration)));
    list.hidden = found.length === 0;
    setText(nothing, found.length === 0 ? (all.length ? 'No registration matches.' : 'No GSTIN registrations yet.') : '');
    more.hidden = found.length <= shown;
    setText(more, `Show more (${(found.length - shown).toLocaleString('en-IN')})`);
  };
  draw();
  return el('section', { class: 'card company-card' },
    el('header', { class: 'card-head' },
      el('div', {}, el('h2', {}, company.name), withCount ? el('p', { class: 'quiet' }, counted(all.length, 'registration', 'registrations')) : null),
      all.length >= SEARCH_FROM ? el('div', { class: 'box search-box' }, icon('search'), search) : null),
    list, nothing, more);
}

function registrationLine({ gstin, unit_name: unit, state }) {
  return el('li', {}, el('span', { class: 'mono gstin' }, gstin), el('span', { class: 'unit' }, unit || '—'), el('span', { class: 'quiet state' }, state));
}

function shortcuts(settings, language) {
  if (!settings?.length) return null;
  return el('section', { class: 'plain' }, el('h2', { class: 'small-head' }, 'Settings'), menu(settings, language));
}

/** The settings pages that plugins offer. */
export function menu(settings, language) {
  return el('ul', { class: 'menu card', lang: language ?? null }, ...settings.map((entry) => el('li', {},
    el('a', { href: `#/settings/${encodeURIComponent(entry.id)}` },
      el('span', { class: 'menu-icon' }, icon('key')),
      el('span', { class: 'menu-texts' },
        el('span', { class: 'menu-title' }, entry.title),
        entry.description ? el('span', { class: 'quiet' }, entry.description) : null),
      icon('next')))));
}
