export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Text right inside of it. */
  text: string;
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/**
 * All elements of a document, in order.
 * @throws {TypeError} where it is not well-formed by XML 1.0, as far as elements, attributes, text and references go.
 */
export function parseXml(text: string): XmlElement[] {
  if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text))
    throw new TypeError('not an XML character');
  const found: XmlElement[] = [];
  const open: XmlElement[] = [];
  const body = text.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  const token = /<\/([\w-]+)>|<([\w-]+)((?: \w+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  for (let at = 0; at < body.length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(body);
    if (match === null) throw new TypeError(`not well-formed at ${body.slice(at, at + 60)}`);
    const [, close, name, attributes = '', empty, content] = match;
    if (close !== undefined) {
      if (open.pop()?.name !== close) throw new TypeError(`</${close}> closes another`);
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/ (\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        decoded(value),
      ]);
      const element = { name, attributes: Object.fromEntries(pairs), text: '' };
      found.push(element);
      if (empty === '') open.push(element);
    } else if (content !== undefined) {
      const parent = open.at(-1);
      if (parent !== undefined) parent.text += decoded(content);
      else if (content.trim() !== '') throw new TypeError('text outside of the root');
    }
  }
  if (open.length > 0) throw new TypeError(`<${open.at(-1)?.name}> is not closed`);
  return found;
}

function decoded(text: string): string {
  return text.replaceAll(/&([^;]*;?)/g, (_, reference: string) => {
    const character = NAMED[reference.slice(0, -1)];
    if (character === undefined) throw new TypeError(`&${reference} is not known`);
    return character;
  });
}
