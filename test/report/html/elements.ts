export interface HtmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const VOID = ['meta', 'input', 'br'];
const TAGS = new Set(
  `html head meta title style body a header p h1 h2 h3 h4 div span nav ul li main section article dl dt dd pre mark code
  figure figcaption svg path text rect circle details summary table caption thead tbody tr th td label input select
  option strong footer script`.split(/\s+/),
);
const ATTRIBUTES = new Set(
  `lang charset http-equiv content name class href id aria-label aria-labelledby aria-live aria-hidden role viewBox
  width height x y d cx cy r text-anchor preserveAspectRatio scope hidden type autocomplete value tabindex
  data-statuses`.split(/\s+/),
);

/**
 * All elements of a page that we wrote, in order.
 * @throws {TypeError} where it holds anything that such a page has not: another element or attribute, a link that leaves
 * the page, an element that another closes, a script or style that is not the one that the policy allows.
 */
export function elementsIn(page: string): HtmlElement[] {
  const found: HtmlElement[] = [];
  const open: string[] = [];
  const body = page.replace(/^<!doctype html>\n/, '');
  const token = /<\/([a-z0-9]+)>|<([a-z0-9]+)((?: [\w-]+(?:="[^"<>]*")?)*)(\/?)>|([^<>]+)/gy;
  for (let at = 0; at < body.length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(body);
    if (match === null) throw new TypeError(`no markup of ours: ${body.slice(at, at + 80)}`);
    const [, close, name, attributes = '', empty] = match;
    if (close !== undefined) {
      const last = open.pop();
      if (last !== close) throw new TypeError(`</${close}> closes <${last}>`);
    } else if (name !== undefined) {
      found.push(elementOf(name, attributes));
      if (name === 'style' || name === 'script') {
        const end = body.indexOf(`</${name}>`, token.lastIndex);
        token.lastIndex = end + name.length + 3;
      } else if (empty === '' && !VOID.includes(name)) open.push(name);
    }
  }
  if (open.length > 0) throw new TypeError(`<${open.at(-1)}> is not closed`);
  for (const name of ['style', 'script']) {
    if (found.filter((element) => element.name === name).length > 1) throw new TypeError(`two of <${name}>`);
  }
  return found;
}

function elementOf(name: string, text: string): HtmlElement {
  if (!TAGS.has(name)) throw new TypeError(`<${name}> is none of ours`);
  const attributes: Record<string, string> = {};
  for (const [, key = '', value = ''] of text.matchAll(/ ([\w-]+)(?:="([^"]*)")?/g)) {
    if (!ATTRIBUTES.has(key)) throw new TypeError(`${key} of <${name}> is none of ours`);
    attributes[key] = value;
  }
  if ('href' in attributes && !attributes.href?.startsWith('#')) throw new TypeError(`a link to ${attributes.href}`);
  return { name, attributes };
}
