// Small helpers to build the document. Text is always set as text: nothing here parses HTML.

const SVG = 'http://www.w3.org/2000/svg';
let lastId = 0;

/** A document-wide unique id with a readable prefix. */
export const uid = (prefix) => `${prefix}-${++lastId}`;

/** el('p', {class: 'help', hidden: true, onclick: f}, 'text', child, …) */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else attr(node, name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Sets, or with null, undefined or false removes, an attribute; leaves it alone when it is already so. */
export function attr(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
    return;
  }
  const text = value === true ? '' : String(value);
  if (node.getAttribute(name) !== text) node.setAttribute(name, text);
}

/** Sets the text of a node only when it differs, so that live regions stay quiet and selections stay put. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Makes `wanted` the children of `parent` with as few moves as possible. A node that has the focus keeps it: nodes that
 * are in place are not touched, and where the browser can, others are moved without being taken out.
 */
export function reconcile(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  let cursor = parent.firstChild;
  for (const node of wanted) {
    if (node === cursor) {
      cursor = cursor.nextSibling;
      continue;
    }
    if (node.isConnected && parent.isConnected && parent.moveBefore) parent.moveBefore(node, cursor);
    else parent.insertBefore(node, cursor);
  }
}

const ICONS = {
  info: ['M12 11v5.5', 'M12 7.5v.01', 'C'],
  neutral: ['M12 11v5.5', 'M12 7.5v.01', 'C'],
  success: ['M8 12.4l2.7 2.7L16 9.6', 'C'],
  warning: ['M12 9.5v4.2', 'M12 16.8v.01', 'M10.6 4.3 2.9 17.6A1.6 1.6 0 0 0 4.3 20h15.4a1.6 1.6 0 0 0 1.4-2.4L13.4 4.3a1.6 1.6 0 0 0-2.8 0z'],
  error: ['M12 7.5v5', 'M12 16.3v.01', 'M8 3h8l5 5v8l-5 5H8l-5-5V8z'],
  chevron: ['m7 10 5 5 5-5'],
  next: ['m10 7 5 5-5 5'],
  check: ['m5 12.5 4.5 4.5L19 7.5'],
  search: ['M16 16l4.5 4.5', 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z'],
  eye: ['M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z', 'M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z'],
  eyeOff: ['M4 4l16 16', 'M9.9 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.6 3.4', 'M6.3 7.7A15.5 15.5 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4.2-1.05', 'M10 10a3 3 0 0 0 4.1 4.1'],
  plug: ['M9 3v5', 'M15 3v5', 'M6 8h12v3a6 6 0 0 1-12 0z', 'M12 17v4'],
  key: ['M8 19a5 5 0 1 0 0-10 5 5 0 0 0 0 10z', 'M11.5 10.5 20 3', 'M16.5 6l3 3'],
};

/** A decorative icon, drawn in the colour of the text around it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  for (const shape of ICONS[name] ?? ICONS.info) {
    const node = document.createElementNS(SVG, shape === 'C' ? 'circle' : 'path');
    if (shape === 'C') for (const [key, value] of [['cx', 12], ['cy', 12], ['r', 9]]) node.setAttribute(key, value);
    else node.setAttribute('d', shape);
    svg.append(node);
  }
  return svg;
}

const TONES = new Set(['neutral', 'info', 'success', 'warning', 'error', 'primary', 'destructive']);
export const toneOf = (tone) => (TONES.has(tone) ? tone : 'neutral');

export const badge = (text, tone) => el('span', { class: `badge tone-${toneOf(tone)}` }, text);

export const hidden = (text) => el('span', { class: 'visually-hidden' }, text);
