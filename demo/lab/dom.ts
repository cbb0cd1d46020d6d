/** Makes an element of the page: `make('button', { type: 'button', className: 'primary' }, 'Train')`. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> & { readonly aria?: Readonly<Record<string, string>> } = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const { aria = {}, ...own } = properties;
  const element = Object.assign(document.createElement(tag), own);
  for (const [name, value] of Object.entries(aria)) element.setAttribute(`aria-${name}`, value);
  element.append(...children);
  return element;
}
