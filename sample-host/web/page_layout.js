// Which controls of a settings page lie together: in a card, in a row of buttons, at the foot of a card. Knows kinds, groups and
// flags, not what the page is about.
//
// Controls that follow each other with the same group are one section. A run of texts between two runs of one group belongs
// into it, as a list. A row of buttons whose group continues the name of the card before it ("form-actions" after "form") is
// the card's foot; rows after the one with the default button are further ways to go, drawn quietly.

import { attr, el, reconcile } from './dom.js';

const FIELDS = new Set(['choice', 'input', 'secret', 'one_time_code', 'checkbox', 'table', 'file']);
const FILTERS = new Set(['choice', 'input']);

const flagged = (control, flag) => (control.control.flags ?? []).includes(flag);
const isText = (control) => control.kind === 'text' && !control.pair;

function runs(order) {
  const sections = [];
  for (const control of order) {
    const group = control.control.group ?? '';
    const last = sections.at(-1);
    const button = control.kind === 'button';
    const joins = last && (group ? last.group === group : !last.group && button && last.buttonsOnly);
    if (joins) {
      last.controls.push(control);
      last.buttonsOnly &&= button;
    } else {
      sections.push({ group, controls: [control], buttonsOnly: button, feet: [], lists: new Map() });
    }
  }
  return sections;
}

function withLists(sections) {
  for (let index = 0; index + 2 < sections.length; ++index) {
    const [around, list, rest] = sections.slice(index, index + 3);
    if (!around.group || around.group !== rest.group || around.buttonsOnly || !list.controls.every(isText)) continue;
    around.lists.set(list.controls[0], list);
    around.controls.push(...list.controls, ...rest.controls);
    sections.splice(index + 1, 2);
    --index; // there may be another list
  }
  return sections;
}

function withFeet(sections) {
  const kept = [];
  for (const section of sections) {
    const card = kept.at(-1);
    const isDone = card?.feet.some((foot) => foot.controls.some((button) => flagged(button, 'default')));
    const continues = card?.group && section.group.startsWith(`${card.group}-`);
    if (section.buttonsOnly && section.group && !card?.buttonsOnly && (continues || isDone)) {
      if (card.className === 'plain') card.className = 'card';
      card.feet.push({ ...section, isFurther: isDone });
    } else {
      kept.push({ ...section, className: looksLike(section) });
    }
  }
  return kept;
}

function looksLike({ controls, buttonsOnly, group }) {
  if (buttonsOnly) return 'button-row';
  const isList = group && controls.every((control) => isText(control) && flagged(control, 'monospace'));
  if (!isList && !controls.some((control) => FIELDS.has(control.kind) || control.pair)) return 'plain';
  if (!group) return 'card';
  if (controls.every((control) => control.pair)) return 'card facts';
  const filters = controls.length > 1 && controls.every((control) => FILTERS.has(control.kind) && !flagged(control, 'required'));
  return filters ? 'card filters' : 'card';
}

export const sectionsOf = (order) => withFeet(withLists(runs(order)));

/** Keeps the elements that lie around the controls, so that nothing moves needlessly. */
export class Layout {
  #containers = new Map();

  constructor(body) {
    this.body = body;
  }

  lay(order) {
    const used = new Set();
    const container = (wanted, className) => {
      let key = wanted;
      for (let n = 0; used.has(key); ++n) key = `${wanted} ${n}`;
      used.add(key);
      let node = this.#containers.get(key);
      if (!node) this.#containers.set(key, (node = el('div', {})));
      if (node.className !== className) node.className = className;
      return node;
    };
    const nodes = sectionsOf(order).map((section) => {
      const { group, controls, feet, lists, buttonsOnly, className } = section;
      const name = group ? `group ${group}` : `alone ${controls[0].id}`;
      const node = container(name, className);
      const children = [];
      for (let index = 0; index < controls.length; ++index) {
        const list = lists.get(controls[index]);
        if (list) {
          children.push({ rowNode: container(`group ${list.group}`, 'text-list'), row: list.controls.map((control) => control.el) });
          index += list.controls.length - 1;
        } else if (buttonsOnly || controls[index].kind !== 'button') {
          children.push(controls[index].el);
        } else {
          const row = [];
          while (controls[index]?.kind === 'button') row.push(controls[index++].el);
          --index;
          children.push({ rowNode: container(`${name} buttons`, 'button-row'), row });
        }
      }
      for (const foot of feet) {
        children.push({ rowNode: container(`group ${foot.group}`, foot.isFurther ? 'button-row is-further' : 'button-row'), row: foot.controls.map((control) => control.el) });
      }
      const heading = controls.find((control) => control.kind === 'heading');
      const named = className.startsWith('card') && heading && group;
      attr(node, 'role', named ? 'group' : null);
      attr(node, 'aria-labelledby', named ? heading.labelId : null);
      return { node, children };
    });
    // From the outside in, so that a node is in the document before its children are moved into it.
    reconcile(this.body, [...keepUntilMoved(this.body, nodes)]);
    for (const { node, children } of nodes) {
      for (const child of children) if (child.row && child.rowNode.parentNode !== node) node.append(child.rowNode);
    }
    for (const { node, children } of nodes) {
      const wanted = children.map((child) => child.rowNode ?? child);
      for (const child of wanted) if (child.parentNode !== node) place(node, child);
      for (const child of children) {
        if (child.row) for (const one of child.row) if (one.parentNode !== child.rowNode) place(child.rowNode, one);
      }
    }
    for (const { node, children } of nodes) {
      reconcile(node, children.map((child) => child.rowNode ?? child));
      for (const child of children) if (child.row) reconcile(child.rowNode, child.row);
    }
    reconcile(this.body, nodes.map(({ node }) => node));
    for (const key of [...this.#containers.keys()]) if (!used.has(key)) this.#containers.delete(key);
  }
}

/** Containers that still hold a control that goes elsewhere stay until it has been moved out. */
function keepUntilMoved(body, nodes) {
  const wanted = nodes.map(({ node }) => node);
  const leaving = [...body.children].filter((child) => !wanted.includes(child));
  return [...wanted, ...leaving];
}

function place(parent, node) {
  if (node.isConnected && parent.isConnected && parent.moveBefore) parent.moveBefore(node, null);
  else parent.append(node);
}
