/** An element of a file, as far as tests look at it. */
export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  text: string;
}

/** Reads XML without comments, declarations and the like. @throws Error where it is not well formed */
export function parseXml(source: string): Node {
  const root: Node = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const rest = source.replace(/<(\/?)([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/g, (...found) => {
    const [, closing, name, pairs, empty, text] = found as (string | undefined)[];
    const here = open.at(-1)!;
    if (text !== undefined) here.text += unescaped(text);
    else if (closing) {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes <${here.name}>`);
    } else {
      const attributes = Array.from(pairs!.matchAll(/([\w:-]+)="([^"]*)"/g), ([, key, value]) => [
        key,
        unescaped(value!),
      ]);
      const node: Node = { name: name!, attributes: Object.fromEntries(attributes), children: [], text: '' };
      if (new Set(attributes.map(([key]) => key)).size < attributes.length) throw new Error(`twice in ${found[0]}`);
      here.children.push(node);
      if (!empty) open.push(node);
    }
    return '';
  });
  if (rest !== '' || open.length !== 1) throw new Error(`no XML at ${rest.slice(0, 80)}; open: ${open.length - 1}`);
  return root.children[0]!;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function unescaped(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot);)/.test(text)) throw new Error(`a bare & in ${text}`);
  return text.replace(/&(\w+);/g, (_, name: string) => entities[name]!);
}

/** All elements of a name under a node. */
export function allOf(node: Node, name: string): Node[] {
  return node.children.flatMap((child) => [...(child.name === name ? [child] : []), ...allOf(child, name)]);
}
