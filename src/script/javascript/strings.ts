import { makeList, unknownFrom } from '../expressions.ts';
import { mapChoice, primitive, type Value } from '../value.ts';
import type { BuiltinFunction } from './builtins.ts';

type Plain = string | number | boolean | null | undefined;

/** A method of texts that takes plain values and gives a plain value or a list of texts. */
function method(apply: (text: string, ...args: Plain[]) => Plain | string[]): BuiltinFunction {
  return (m, self, { positional }, site) => {
    if (self === undefined) return m.unknown('call', 'a method of an unknown', site);
    return mapChoice(self, (plain) => {
      const args: Plain[] = [];
      for (const value of positional) {
        if (value.kind !== 'primitive' || typeof value.value === 'bigint')
          return m.unknown('call', 'a text made from an unknown', site);
        args.push(value.value);
      }
      if (plain.kind !== 'primitive' || typeof plain.value !== 'string')
        return unknownFrom(m, [plain], 'a method of an unknown text', site);
      const result = apply(plain.value, ...args);
      const provenance = m.graph.combine(site, [plain.provenance, ...positional.map((value) => value.provenance)]);
      return Array.isArray(result)
        ? makeList(
            m,
            'array',
            result.map((part): Value => primitive(part, provenance)),
            site,
          )
        : primitive(result, provenance);
    });
  };
}

const optional = (value: Plain): number | undefined => (value === undefined ? undefined : Number(value));

export const STRING_METHODS: Readonly<Record<string, BuiltinFunction>> = {
  'string.toLowerCase': method((text) => text.toLowerCase()),
  'string.toUpperCase': method((text) => text.toUpperCase()),
  'string.trim': method((text) => text.trim()),
  'string.includes': method((text, part) => text.includes(String(part))),
  'string.startsWith': method((text, part) => text.startsWith(String(part))),
  'string.endsWith': method((text, part) => text.endsWith(String(part))),
  'string.indexOf': method((text, part) => text.indexOf(String(part))),
  'string.lastIndexOf': method((text, part) => text.lastIndexOf(String(part))),
  'string.slice': method((text, start, end) => text.slice(optional(start), optional(end))),
  'string.substring': method((text, start, end) => text.substring(optional(start) ?? 0, optional(end))),
  'string.split': method((text, separator) => (separator === undefined ? [text] : text.split(String(separator)))),
  'string.replace': method((text, from, to) => text.replace(String(from), () => String(to))),
  'string.replaceAll': method((text, from, to) => text.replaceAll(String(from), () => String(to))),
  'string.concat': method((text, ...parts) => text.concat(...parts.map(String))),
  'string.padStart': method((text, length, fill) =>
    text.padStart(Number(length), fill === undefined ? ' ' : String(fill)),
  ),
  'string.charAt': method((text, at) => text.charAt(Number(at))),
  'string.charCodeAt': method((text, at) => text.charCodeAt(Number(at))),
  'string.at': method((text, at) => text.at(Number(at))),
  'string.toString': method((text) => text),
  'string.valueOf': method((text) => text),
};
