import { makeList } from '../expressions.ts';
import { knownItems } from '../lists.ts';
import { mapChoice, type Primitive, primitive, type Value } from '../value.ts';
import type { PythonFunction } from './builtins.ts';
import { formatValue } from './format.ts';

type Plain = string | number | boolean | null | undefined;

/** A method of texts that takes plain values and gives a plain value or a list of texts. */
function method(apply: (text: string, ...args: Plain[]) => Plain | string[]): PythonFunction {
  return (m, self, args, site) => {
    if (self === undefined) return m.unknown('call', 'a method of an unknown', site);
    return mapChoice(self, (plain) => {
      const list: Plain[] = [];
      for (const value of args.positional) {
        if (value.kind !== 'primitive' || typeof value.value === 'bigint')
          return m.unknown('call', 'a text made from an unknown', site);
        list.push(value.value);
      }
      if (plain.kind !== 'primitive' || typeof plain.value !== 'string' || args.keyword.size > 0)
        return m.unknown('call', 'a method of an unknown text', site);
      const result = apply(plain.value, ...list);
      if (result === undefined) return m.unknown('call', 'a text that is not followed', site);
      const provenance = m.graph.combine(site, [plain.provenance, ...args.positional.map((value) => value.provenance)]);
      return Array.isArray(result)
        ? makeList(
            m,
            'list',
            result.map((part): Value => primitive(part, provenance)),
            site,
          )
        : primitive(result, provenance, false);
    });
  };
}

/** `prefix in (a, b)` or one text. */
const affix =
  (test: (text: string, part: string) => boolean): PythonFunction =>
  (m, self, args, site) => {
    const [part] = args.positional;
    const parts = part === undefined ? undefined : part.kind === 'primitive' ? [part] : knownItems(m, part);
    if (
      self?.kind !== 'primitive' ||
      typeof self.value !== 'string' ||
      parts === undefined ||
      parts.some((one) => one.kind !== 'primitive')
    )
      return m.unknown('call', 'a method of an unknown text', site);
    const { value } = self;
    return primitive(
      parts.some((one) => one.kind === 'primitive' && test(value, String(one.value))),
      m.graph.combine(site, [self.provenance]),
    );
  };

const stripped = (side: 'both' | 'left' | 'right') =>
  method((text, set) => {
    const isIn = (character: string | undefined): boolean =>
      character !== undefined && (typeof set === 'string' ? set.includes(character) : /\s/.test(character));
    let [from, to] = [0, text.length];
    if (side !== 'right') while (from < to && isIn(text[from])) from++;
    if (side !== 'left') while (to > from && isIn(text[to - 1])) to--;
    return text.slice(from, to);
  });

const isAscii = (text: string): boolean => [...text].every((character) => character < '\u0080');

/** Letters beyond ASCII have rules of case of their own in each language. */
const ascii = (change: (text: string) => string) => method((text) => (isAscii(text) ? change(text) : undefined));

const joined: PythonFunction = (m, self, args, site) => {
  const list = args.positional[0] === undefined ? undefined : m.iterate(args.positional[0], site);
  if (
    self?.kind !== 'primitive' ||
    list === undefined ||
    list.some((value) => value.kind !== 'primitive' || typeof value.value !== 'string')
  )
    return m.unknown('call', 'a text of elements that are not known', site);
  return primitive(
    list.map((value) => (value as Primitive).value).join(String(self.value)),
    m.graph.combine(site, [self.provenance, ...list.map(({ provenance }) => provenance)]),
  );
};

const formatted: PythonFunction = (m, self, args, site) => {
  if (self?.kind !== 'primitive' || typeof self.value !== 'string' || args.open)
    return m.unknown('call', 'a text with an unknown part', site);
  let next = 0;
  let failed = false;
  const used: number[] = [];
  const text = self.value.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole, inner: string | undefined) => {
    if (inner === undefined) return whole[0] ?? '';
    const match = /^(\w*)(?::(.*))?$/.exec(inner);
    const name = match?.[1] ?? '';
    const value =
      name === '' ? args.positional[next] : /^\d+$/.test(name) ? args.positional[Number(name)] : args.keyword.get(name);
    if (name === '') next++;
    const made = match !== null && value?.kind === 'primitive' ? formatValue(value, match[2] ?? '') : undefined;
    if (made === undefined || value === undefined) failed = true;
    else used.push(value.provenance);
    return made ?? '';
  });
  return failed
    ? m.unknown('call', 'a text with an unknown part', site)
    : primitive(text, m.graph.combine(site, [self.provenance, ...used]));
};

export const STRING_METHODS: Readonly<Record<string, PythonFunction>> = {
  'str.lower': ascii((text) => text.toLowerCase()),
  'str.upper': ascii((text) => text.toUpperCase()),
  'str.capitalize': ascii((text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()),
  'str.strip': stripped('both'),
  'str.lstrip': stripped('left'),
  'str.rstrip': stripped('right'),
  'str.startswith': affix((text, part) => text.startsWith(part)),
  'str.endswith': affix((text, part) => text.endsWith(part)),
  'str.replace': method((text, from, to, count) =>
    count === undefined ? text.replaceAll(String(from), String(to).replaceAll('$', '$$$$')) : undefined,
  ),
  'str.split': method((text, separator, count) => {
    if (count !== undefined) return undefined;
    return separator === undefined || separator === null
      ? text.split(/\s+/).filter((part) => part !== '')
      : text.split(String(separator));
  }),
  'str.find': method((text, part) => text.indexOf(String(part))),
  'str.count': method((text, part) => (part === '' ? undefined : text.split(String(part)).length - 1)),
  'str.isdigit': method((text) => /^[0-9]+$/.test(text)),
  'str.islower': method((text) => (isAscii(text) ? /[a-z]/.test(text) && !/[A-Z]/.test(text) : undefined)),
  'str.isupper': method((text) => (isAscii(text) ? /[A-Z]/.test(text) && !/[a-z]/.test(text) : undefined)),
  'str.title': method(() => undefined),
  'str.zfill': method((text, size) => (/^[+-]/.test(text) ? undefined : text.padStart(Number(size), '0'))),
  'str.join': joined,
  'str.format': formatted,
};
