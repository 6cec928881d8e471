import { type Alternative, type Fact, type FactValue, type Reason, unknown } from '../spec/fact.ts';
import type { TextOrigin } from '../spec/origin.ts';
import type { FactPath } from '../spec/paths.ts';
import { knownItems } from './lists.ts';
import type { Machine } from './machine.ts';
import { MAX_CONTRIBUTORS } from './provenance.ts';
import type { Sites } from './sites.ts';
import type { Plain, Provenance, Value } from './value.ts';

/** What collectors make facts with: from values of the evaluation to facts with places. */
export interface FactMaker {
  /** Where a value was written: its literal where it came from just one, else the expression with its literals in `via`. */
  origin(provenance: Provenance, raw?: string): TextOrigin;
  /** The place of a site itself, whatever went into it. */
  place(site: number): TextOrigin;
  /** Literals that a value was made of, each with its place and what is written there. */
  literals(provenance: Provenance): readonly { readonly place: TextOrigin; readonly text: string }[];
  /** A fact of a value; `convert` brings a known plain value to the form of the fact, undefined where it cannot be one. */
  fact(value: Value | undefined, convert?: (plain: unknown) => FactValue | undefined): Fact;
  /** A value as plain data where it is known whole: primitives, lists, objects. */
  plain(value: Value): FactValue | undefined;
}

/** Something that a collector learned. */
export interface CollectedFact {
  readonly path: FactPath | string;
  readonly fact: Fact;
  /** `uncalled`: found only in a function that nothing on a run path calls, named here; never overrides the others. */
  readonly uncalled?: string;
}

export function factMaker(m: Machine, sites: Sites): FactMaker {
  const place = (site: number): TextOrigin => {
    const found = sites.place(site);
    return {
      kind: 'text',
      file: found?.file ?? '',
      line: found?.line ?? 1,
      column: found?.column ?? 1,
      ...(found === undefined ? {} : { endLine: found.endLine, endColumn: found.endColumn }),
    };
  };
  const origin = (provenance: Provenance, raw?: string): TextOrigin => {
    const contributors = m.graph.contributors(provenance);
    const [only] = contributors;
    const spelled = raw === undefined ? {} : { raw };
    if (only !== undefined && contributors.length === 1) return { ...place(only), ...spelled };
    return {
      ...place(m.graph.siteOf(provenance)),
      ...spelled,
      via: contributors.slice(0, MAX_CONTRIBUTORS).map(place),
    };
  };
  const plain = (value: Value): FactValue | undefined => plainValue(m, value, 0);

  /** A list whose elements were written elsewhere says where. */
  function withElements(value: Plain, at: TextOrigin): TextOrigin {
    const elements = value.kind === 'reference' ? (knownItems(m, value) ?? []) : [];
    const sites = elements.flatMap((element) => m.graph.contributors(element.provenance));
    const isWithin = ({ file, line }: TextOrigin): boolean =>
      file === at.file && line >= at.line && line <= (at.endLine ?? at.line);
    const places = [...new Set(sites)].map(place).filter((one) => one.file !== '' && !isWithin(one));
    if (places.length === 0) return at;
    return { ...at, via: [...(at.via ?? []), ...places].slice(0, MAX_CONTRIBUTORS) };
  }

  function factOfPlain(value: Plain, convert: (plain: unknown) => FactValue | undefined): Fact {
    if (value.kind === 'unknown') return { ...unknownFact(value), origin: origin(value.provenance) };
    if (value.kind === 'symbol') {
      const converted: FactValue = { terms: value.terms.map(({ coefficient, factors }) => ({ coefficient, factors })) };
      return { status: 'stated', value: converted, origin: origin(value.provenance) };
    }
    if (value.kind === 'primitive' && (value.value === null || value.value === undefined))
      return { status: 'absent', origin: origin(value.provenance) };
    const known = plain(value);
    const converted = known === undefined ? undefined : convert(known);
    if (converted === undefined)
      return { ...unknown('call', 'its value could not be told'), origin: origin(value.provenance) };
    const overridable = value.kind === 'primitive' ? value.input : undefined;
    return {
      status: 'stated',
      value: converted,
      origin: withElements(value, origin(value.provenance)),
      ...(overridable === undefined ? {} : { overridable }),
    };
  }

  return {
    origin,
    place,
    plain,
    literals: (provenance) =>
      m.graph.contributors(provenance).map((site) => ({ place: place(site), text: sites.text(site) ?? '' })),
    fact(value, convert = (known) => known as FactValue) {
      if (value === undefined) return unknown('not-stated', 'not stated');
      if (value.kind !== 'choice') return factOfPlain(value, convert);
      const facts = value.options.map((option) => factOfPlain(option.value, convert));
      const alternatives: Alternative[] = facts.flatMap((fact) =>
        'value' in fact
          ? [{ value: fact.value, origin: fact.origin }]
          : fact.status === 'absent'
            ? [{ value: null, origin: fact.origin }]
            : [],
      );
      const inner = facts.find((fact) => fact.status === 'unknown');
      const reason: Reason =
        inner?.status === 'unknown'
          ? inner.reason
          : { code: 'branch', text: 'depends on a condition that is not known' };
      return { status: 'unknown', reason, origin: origin(value.provenance), alternatives };
    },
  };
}

function unknownFact({ reason, text, input }: Plain & { kind: 'unknown' }): Fact & { status: 'unknown' } {
  const fact = unknown(reason, text, input);
  return input === undefined ? fact : { ...fact, overridable: input };
}

function plainValue(m: Machine, value: Value, depth: number): FactValue | undefined {
  if (depth > 16) return undefined;
  if (value.kind === 'primitive') return typeof value.value === 'bigint' ? undefined : (value.value ?? null);
  if (value.kind !== 'reference') return undefined;
  const { kind } = m.memory.object(value.address);
  if (kind === 'array' || kind === 'list' || kind === 'tuple' || kind === 'set') {
    const list = knownItems(m, value)?.map((item) => plainValue(m, item, depth + 1));
    return list === undefined || list.includes(undefined) ? undefined : list.map((item) => item ?? null);
  }
  if (kind !== 'object' && kind !== 'dict') return undefined;
  if (m.memory.read(value.address, '#open') !== undefined) return undefined;
  const entries = m.memory.keys(value.address).map((key) => {
    const held = m.memory.read(value.address, key);
    return [key, held === undefined ? undefined : plainValue(m, held, depth + 1)] as const;
  });
  if (entries.some(([, held]) => held === undefined)) return undefined;
  return Object.fromEntries(entries.map(([key, held]) => [key, held ?? null]));
}
