// An e-invoice (schema 1.1) in readable form, and as JSON.

import { el } from './dom.js';
import { money } from './invoice_parts.js';

const pair = (name, value) => el('div', { class: 'pair' }, el('dt', {}, name), el('dd', {}, value));
const text = (value) => (value === undefined || value === null || value === '' ? '—' : String(value));

function party(title, about = {}) {
  return el('section', { class: 'party' }, el('h3', {}, title),
    el('p', {}, text(about.LglNm)), el('p', { class: 'mono gstin' }, text(about.Gstin)),
    el('p', { class: 'quiet' }, [about.Addr1, about.Addr2, [about.Loc, about.Pin].filter(Boolean).join(' ')].filter(Boolean).join(', ')));
}

function items(list = []) {
  const columns = [['Description', (item) => text(item.PrdDesc)], ['HSN', (item) => text(item.HsnCd)], ['Quantity', (item) => `${text(item.Qty)} ${item.Unit ?? ''}`],
    ['Price', (item) => money(item.UnitPrice)], ['Taxable', (item) => money(item.AssAmt)], ['GST', (item) => `${text(item.GstRt)} %`], ['Total', (item) => money(item.TotItemVal)]];
  const amounts = new Set(['Quantity', 'Price', 'Taxable', 'GST', 'Total']);
  return el('div', { class: 'control-table' }, el('table', {}, el('caption', {}, 'Items'),
    el('thead', {}, el('tr', {}, ...columns.map(([name]) => el('th', { scope: 'col', class: amounts.has(name) ? 'amount' : null }, name)))),
    el('tbody', {}, ...list.map((item) => el('tr', {}, ...columns.map(([name, of], index) => (index === 0
      ? el('th', { scope: 'row' }, of(item))
      : el('td', { 'data-label': name, class: amounts.has(name) ? 'amount' : null }, el('div', { class: 'cell' }, of(item))))))))));
}

export function invoiceDocument(invoice) {
  const values = invoice.ValDtls ?? {};
  const sums = [['Taxable value', values.AssVal], ['CGST', values.CgstVal], ['SGST', values.SgstVal], ['IGST', values.IgstVal], ['Rounding', values.RndOffAmt], ['Total', values.TotInvVal]];
  const json = el('pre', { class: 'json mono', tabindex: '0', role: 'region', 'aria-label': 'The invoice as JSON' }, JSON.stringify(invoice, null, 2));
  return [
    el('section', { class: 'card invoice-card', 'aria-labelledby': 'document-head' },
      el('h2', { id: 'document-head' }, 'Document'),
      el('dl', { class: 'facts' }, pair('Number', el('span', { class: 'mono' }, text(invoice.DocDtls?.No))), pair('Date', text(invoice.DocDtls?.Dt)), pair('Kind', `${text(invoice.DocDtls?.Typ)}, ${text(invoice.TranDtls?.SupTyp)}`)),
      el('div', { class: 'parties' }, party('Seller', invoice.SellerDtls), party('Buyer', invoice.BuyerDtls)),
      items(invoice.ItemList),
      el('dl', { class: 'facts sums' }, ...sums.filter(([, value]) => value).map(([name, value]) => pair(name, money(value))))),
    el('details', { class: 'card invoice-json' }, el('summary', {}, 'As JSON'), json),
  ];
}
