// The settings menu: one entry for each page that a plugin offers.

import { el, icon } from './dom.js';
import { menu, problems } from './home.js';

export function settingsMenu(app) {
  const settings = app.settings ?? [];
  const version = app.version ? `${app.name ?? 'Munim'} ${app.version}` : '';
  return el('div', { class: 'page' },
    el('h1', {}, 'Settings'),
    el('div', { class: 'page-body' }, problems(app.problems), settings.length > 0 ? menu(settings, app.language) : empty(app.problems?.length > 0)),
    version ? el('p', { class: 'quiet version' }, version) : null);
}

function empty(hasProblems) {
  return el('div', { class: 'card empty' }, icon('plug'), el('h2', {}, 'No settings yet'),
    el('p', {}, hasProblems
      ? 'Settings come from plugins, and none could be loaded. The message above says why and what to do.'
      : 'Settings come from plugins, and none is loaded. Start Munim with a plugin, then come back here:'),
    hasProblems ? null : el('p', {}, el('code', {}, 'munim --plugin libtijori.so serve')));
}
