import fc from 'fast-check';
import type { Kind } from '../../src/spec/kinds.ts';
import { SPEC_TREE, type SpecBranch, type SpecTree } from '../../src/spec/tree.ts';
import { spellings } from '../../src/spec/vocabulary.ts';

type Json = fc.JsonValue;

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);

/** What a person may write for a value of a kind. */
function valueFor(kind: Kind<unknown>): fc.Arbitrary<unknown> {
  switch (kind.kind) {
    case 'number':
      return numeric(kind);
    case 'quantity':
      return fc.oneof(numeric(kind), fc.constantFrom('data.batchSize / 256', '0.5*data.devices * data.batchSize + 1'));
    case 'boolean':
      return fc.boolean();
    case 'text':
      return word;
    case 'texts':
      return fc.array(word, { maxLength: 3 });
    case 'name':
      return spelling(kind);
    case 'names':
      return fc.array(spelling(kind), { maxLength: 3 });
    case 'numbers': {
      const list = fc.array(numeric(kind), { minLength: kind.length ?? 1, maxLength: kind.length ?? 4 });
      return kind.scalar ? fc.oneof(numeric(kind), list) : list;
    }
    case 'size':
      return fc.oneof(numeric(kind), fc.tuple(numeric(kind), numeric(kind)));
    case 'object':
      return kind.vocabulary === undefined ? fields(kind) : fc.oneof(spelling(kind), fields(kind));
    case 'objects':
      return fc.array(fields(kind), { maxLength: 2 });
    case 'steps':
      return fc.array(fc.oneof(word, fc.record({ name: word, probability: fc.double({ min: 0, max: 1 }) })), {
        maxLength: 3,
      });
    case 'anything':
      return fc.constant({});
  }
}

function numeric({ integer, min, max }: Kind<unknown>): fc.Arbitrary<number> {
  const [low, high] = [min ?? -1000, max ?? 1000];
  const any = integer
    ? fc.integer({ min: low, max: high })
    : fc.double({ min: low, max: high, noNaN: true, noDefaultInfinity: true });
  // JSON has no negative zero.
  return any.map((value) => value + 0);
}

const spelling = ({ vocabulary }: Kind<unknown>): fc.Arbitrary<string> =>
  vocabulary === undefined ? word : fc.constantFrom(...spellings(vocabulary));

function fields({ fields = {} }: Kind<unknown>): fc.Arbitrary<unknown> {
  const keys = Object.keys(fields);
  const model = Object.fromEntries(
    Object.entries(fields).map(([key, kind]) => [key.replace(/\?$/, ''), valueFor(kind)]),
  );
  return fc.record(model, { requiredKeys: keys.filter((key) => !key.endsWith('?')) as never[] });
}

function tree(place: SpecTree): fc.Arbitrary<unknown> {
  if (place.kind === 'leaf') {
    return fc.oneof({ weight: 9, arbitrary: valueFor(place.entry.value) }, { weight: 1, arbitrary: fc.constant(null) });
  }
  const { main } = place;
  const object = branch(place);
  return main === undefined
    ? object
    : fc.oneof({ weight: 3, arbitrary: object }, { weight: 1, arbitrary: valueFor(main.entry.value) });
}

/** Some of the keys of a branch. */
function branch({ children }: SpecBranch): fc.Arbitrary<Record<string, unknown>> {
  const keys = [...children.keys()];
  return fc.subarray(keys, { maxLength: Math.min(4, keys.length) }).chain((chosen) =>
    fc
      .tuple(
        fc.record(
          Object.fromEntries(
            chosen.flatMap((key) => {
              const child = children.get(key);
              return child === undefined ? [] : [[key, tree(child)]];
            }),
          ),
        ),
        fc.option(fc.boolean(), { freq: 4 }),
      )
      .map(([object, closed]) => (closed === null ? object : { ...object, closed })),
  );
}

const part = fc.stringMatching(/^[A-Z][a-z]{0,3}$/);

/** A document that is a spec. */
export const validSpec: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    branch(SPEC_TREE),
    fc.record(
      {
        title: word,
        notes: word,
        citations: fc.constant({ optimizer: 'a paper', 'phases[0].model.norm.kind': 'another' }),
        phases: fc.array(branch(SPEC_TREE), { maxLength: 2 }),
        networks: fc.dictionary(part, branch(SPEC_TREE), { maxKeys: 2 }),
        optimizers: fc.dictionary(part, branch(SPEC_TREE), { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([body, around]) => JSON.parse(JSON.stringify({ ...body, ...around })));

/** A document that was a spec before something in it was replaced, added or renamed. */
export const mutatedSpec: fc.Arbitrary<unknown> = fc
  .tuple(validSpec, fc.nat(), fc.oneof(fc.jsonValue({ maxDepth: 2 }), nearMiss()))
  .map(([spec, where, value]) => mutate(spec as Json, where, value));

function nearMiss(): fc.Arbitrary<Json> {
  return fc.constantFrom<Json>(-1, 2, 0.5, 1e300, 'sgd', '', '0.1 *', '1 + 2', [1], [1, 2, 3], [224, 224], {}, true);
}

function mutate(spec: Json, where: number, value: Json): Json {
  const places = placesIn(spec, []);
  const place = places[where % places.length] ?? [];
  return replaceAt(spec, place, value, where % 5 === 0);
}

function placesIn(value: Json, path: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => placesIn(child as Json, [...path, key]))];
}

function replaceAt(value: Json, path: readonly string[], next: Json, rename: boolean): Json {
  const [key, ...rest] = path;
  if (key === undefined || typeof value !== 'object' || value === null) return next;
  if (Array.isArray(value))
    return value.map((item, i) => (String(i) === key ? replaceAt(item, rest, next, rename) : item));
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => {
      if (name !== key) return [name, child];
      return rename && rest.length === 0 ? [`${name}s`, child] : [name, replaceAt(child as Json, rest, next, rename)];
    }),
  ) as Json;
}
