// Munim's web page: the frame around the pages, and the way between them.

import { Api, takeToken } from './api.js';
import { attr, el, icon, reconcile, setText } from './dom.js';
import { home } from './home.js';
import { InvoicePage } from './invoice.js';
import { InvoicesPage } from './invoices.js';
import { PageView } from './page_view.js';
import { settingsMenu } from './settings_menu.js';

const content = document.getElementById('content');
const banner = document.getElementById('banner');
const polite = document.getElementById('polite');
const company = document.getElementById('company');
const nav = document.querySelector('.app-nav');
const languages = document.getElementById('languages');

const api = new Api(takeToken());
let app; // the answer of /api/app
let page; // the open page that Munim keeps current, if any
let route = 0; // counts, so that a slow answer for a page that was left is dropped
let hasMoved = false; // the first page takes no focus, later ones do

const shell = {
  announce(text) {
    // The same words twice in a row are to be heard twice.
    setText(polite, polite.textContent === text ? `${text}\u00a0` : text);
  },
  title(text) {
    document.title = text ? `${text} – Munim` : 'Munim';
  },
  get wantsFocus() {
    return hasMoved;
  },
};

function show(node, title) {
  shell.title(title);
  reconcile(content, [node]);
  if (!hasMoved) return;
  window.scrollTo(0, 0);
  const heading = node.querySelector('h1');
  if (heading) {
    attr(heading, 'tabindex', '-1');
    heading.focus({ preventScroll: true });
  }
}

/** A page that is one message: what is the matter and what to do. */
function message(title, paragraphs, action) {
  return el('div', { class: 'page message-page' },
    el('img', { src: 'icon.svg', alt: '', width: '56', height: '56' }),
    el('h1', {}, title), ...paragraphs.map((text) => el('p', {}, text)), action);
}

const openFromTerminal = 'Go to the terminal in which Munim was started and open the address that it printed after “Munim is ready”. That address carries the key to this session, so that no other program on this computer can use it.';

function leave() {
  page?.close();
  page = undefined;
}

async function go() {
  const mine = ++route;
  leave();
  if (!api.token) {
    show(message('Open Munim from its own address', ['This window has no session yet.', openFromTerminal]), '');
    return;
  }
  const path = location.hash.replace(/^#\/?/, '').split('/').map(decode);
  for (const link of nav.children) {
    const current = ['settings', 'invoices'].includes(path[0]) ? `#/${path[0]}` : '#/';
    attr(link, 'aria-current', link.getAttribute('href') === current ? 'page' : null);
  }
  if (path[0] === 'settings' && path[1] && app) {
    openPage(path[1]);
    return;
  }
  try {
    app = await api.request('GET', '/api/app');
  } catch (problem) {
    if (mine !== route) return;
    if (api.state === 'refused') {
      show(message('This window has lost its session', ['Munim was probably started again since this window was opened.', openFromTerminal]), 'Session ended');
    } else if (api.state === 'offline') {
      show(message('Munim is not running', ['Start Munim again in the terminal. This window goes on by itself once it can reach Munim.']), 'Not running');
      waitForServer(mine);
    } else {
      show(message('Munim could not show this page', [problem.message, problem.nextStep ?? ''],
        el('button', { type: 'button', class: 'button button-primary', onclick: go }, 'Try again')), '');
    }
    return;
  }
  if (mine !== route) return;
  frame();
  if (path[0] === 'settings' && path[1]) openPage(path[1]);
  else if (path[0] === 'settings') show(settingsMenu(app), 'Settings');
  else if (path[0] === 'invoices') openInvoices(path[1]);
  else show(home(app), 'Home');
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Plugins speak the user's language; Munim itself speaks English. */
async function chooseLanguage(tag) {
  try {
    await api.request('PUT', '/api/language', { body: tag, type: 'text/plain' });
    app = await api.request('GET', '/api/app');
  } catch (problem) {
    if (problem.message) shell.announce([problem.message, problem.nextStep].filter(Boolean).join(' '));
  }
  if (!app) return;
  frame();
  // An open page draws itself anew when the plugin tells it to; the menu does not.
  if (!page) go();
}

function openPage(id) {
  const settings = app.settings?.find((entry) => entry.id === id) ?? { id, title: '' };
  page = new PageView(api, settings, shell);
  attr(page.el, 'lang', app.language ?? null);
  shell.title(settings.title);
  reconcile(content, [page.el]);
  if (hasMoved) window.scrollTo(0, 0);
}

function openInvoices(id) {
  page = id ? new InvoicePage(api, id, shell) : new InvoicesPage(api, app, shell);
  show(page.el, 'Invoices');
  page.open();
}

function frame() {
  nav.hidden = false;
  const spoken = app.language ?? 'en';
  languages.hidden = false;
  for (const button of languages.children) attr(button, 'aria-pressed', String(button.lang === (spoken.split('-')[0] === 'hi' ? 'hi' : 'en')));
  if (page?.el && location.hash.startsWith('#/settings/')) attr(page.el, 'lang', spoken);
  const companies = app.companies ?? [];
  setText(company, companies.length === 1 ? companies[0].name : companies.length > 1 ? `${companies.length} companies` : '');
}

function waitForServer(mine) {
  let delay = 1000;
  const again = async () => {
    if (mine !== route) return;
    try {
      await api.request('GET', '/api/app');
      go();
    } catch {
      if (api.state === 'refused') go();
      else setTimeout(again, (delay = Math.min(delay * 1.5, 8000)));
    }
  };
  api.addEventListener('retry', again, { once: true });
  setTimeout(again, delay);
}

function drawBanner() {
  const { state } = api;
  const isMessage = content.querySelector('.message-page') !== null;
  banner.hidden = state === 'ok' || (isMessage && state === 'refused') || !api.token;
  if (banner.hidden) {
    reconcile(banner, []);
    return;
  }
  const texts = state === 'refused'
    ? ['This window has lost its session.', 'Munim was started again. Open the address that it printed in the terminal; what you typed stays here until then.']
    : ['Munim is not running.', 'What you typed is kept. Start Munim again in the terminal.'];
  reconcile(banner, [el('div', { class: 'banner-inner' }, icon('warning'),
    el('p', {}, el('strong', {}, texts[0]), ` ${texts[1]}`),
    el('button', { type: 'button', class: 'button button-neutral', onclick: () => api.retry() }, 'Try again'))]);
}

api.addEventListener('state', () => setTimeout(drawBanner));
for (const button of languages.children) button.addEventListener('click', () => chooseLanguage(button.value));

document.querySelector('.skip-link').addEventListener('click', (event) => {
  event.preventDefault(); // the address is for pages, not for places in them
  content.focus();
});

window.addEventListener('hashchange', () => {
  if (location.hash.startsWith('#session=')) {
    // The printed address was opened in this very window: the page that is open goes on with the new session.
    api.token = takeToken();
    api.setState('ok');
    drawBanner();
    if (page) {
      history.replaceState(null, '', page.address);
      api.retry();
      return;
    }
  }
  hasMoved = true;
  go();
});
window.addEventListener('pagehide', leave);
window.addEventListener('pageshow', (event) => {
  if (event.persisted) go();
});

go();
