import type { Table } from '../tutorial/tables.ts';

/** A table that scrolls sideways where the page is narrow. */
export function htmlTable({ head, rows }: Table): HTMLElement {
  const table = document.createElement('table');
  const header = table.createTHead().insertRow();
  for (const text of head) header.append(cell('th', text));
  const body = table.createTBody();
  for (const row of rows) body.insertRow().append(...row.map((text, column) => cell(column === 0 ? 'th' : 'td', text)));
  const scroll = document.createElement('div');
  scroll.className = 'scroll';
  scroll.append(table);
  return scroll;
}

function cell(tag: 'th' | 'td', text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
