import type { Table } from '../tutorial/tables.ts';

/** A table that scrolls sideways where the page is narrow, by the keyboard too. */
export function htmlTable({ head, rows }: Table): HTMLElement {
  const table = document.createElement('table');
  const header = table.createTHead().insertRow();
  for (const text of head) header.append(headCell('col', text));
  const body = table.createTBody();
  for (const [name = '', ...values] of rows) {
    const row = body.insertRow();
    row.append(headCell('row', name));
    for (const value of values) row.insertCell().textContent = value;
  }
  const scroll = document.createElement('div');
  scroll.className = 'scroll';
  scroll.tabIndex = 0;
  scroll.role = 'group';
  scroll.ariaLabel = `Table: ${head[0]}`;
  scroll.append(table);
  return scroll;
}

function headCell(scope: 'col' | 'row', text: string): HTMLElement {
  const element = document.createElement('th');
  element.scope = scope;
  element.textContent = text;
  return element;
}
