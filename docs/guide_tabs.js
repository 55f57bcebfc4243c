// guide_tabs.js - on the site, the languages of a step of the guide lie behind tabs. Without it they follow each other.
'use strict';

const LANGUAGES = ['C', 'C++', 'Python'];
const shown = () => localStorage.getItem('language') ?? 'C';
const all = [];

function show(language) {
  for (const { name, tab, panel } of all) {
    panel.hidden = name !== language;
    tab.setAttribute('aria-selected', String(name === language));
    tab.tabIndex = name === language ? 0 : -1;
  }
  localStorage.setItem('language', language);
}

function tabsBefore(heading) {
  const list = document.createElement('div');
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', 'Language');
  heading.before(list);
  return list;
}

let list;
for (const heading of document.querySelectorAll('.contents h2')) { // Doxygen's form of the third level
  const name = heading.textContent.trim();
  if (!LANGUAGES.includes(name)) continue;
  if (name === LANGUAGES[0]) list = tabsBefore(heading);
  const panel = document.createElement('div');
  panel.setAttribute('role', 'tabpanel');
  panel.setAttribute('aria-label', name);
  heading.before(panel);
  for (let next = heading.nextElementSibling; next && !/^H[12]$/.test(next.tagName); next = heading.nextElementSibling) panel.append(next);
  heading.remove();
  const tab = document.createElement('button');
  tab.setAttribute('role', 'tab');
  tab.textContent = name;
  tab.addEventListener('click', () => show(name));
  list.append(tab);
  all.push({ name, tab, panel });
}
document.addEventListener('keydown', (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!step || event.target.getAttribute('role') !== 'tab') return;
  const tabs = [...event.target.parentNode.children];
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  show(next.textContent);
  next.focus();
});
show(shown());
