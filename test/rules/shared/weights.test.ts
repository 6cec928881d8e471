import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { distance, fromConstants } from '../../../rules/shared/affine.ts';
import { expectedInput } from '../../../rules/shared/weights.ts';
import { resolve } from '../../../src/engine/index.ts';
import { viewOf } from '../../../src/engine/view.ts';
import { setupOf } from '../../support/setup.ts';

interface Group {
  readonly source: string;
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly slope?: readonly number[];
  readonly offset?: readonly number[];
  readonly channelOrder?: string;
  /** `<model> <weights id>`. */
  readonly weights: readonly string[];
}

/** Written by test/oracles/weights_input.py from the libraries' own transforms. */
const { groups } = JSON.parse(
  readFileSync(new URL('../../oracles/data/weights-input.json', import.meta.url), 'utf8'),
) as { groups: readonly Group[] };

const expected = (source: string, weights: string) => {
  const [name = '', id = ''] = weights.split(' ');
  const values = { 'model.weights.source': source, 'model.name': name, 'model.weights.id': id };
  return expectedInput(viewOf(resolve(setupOf(values)).facts, { prefix: '' }));
};

describe('what is said of published weights', () => {
  it.each(groups)('holds for $source, mean $mean, offset $offset', (group) => {
    const map =
      group.slope && group.offset
        ? { slope: group.slope, offset: group.offset }
        : fromConstants(1 / 255, group.mean ?? [], group.std ?? []);
    const wrong = group.weights.filter((weights) => {
      const found = expected(group.source, weights);
      if (found === undefined) return false;
      return distance(found.map, map) > 0.01 || found.channelOrder !== (group.channelOrder ?? 'rgb');
    });
    expect(wrong).toEqual([]);
  });

  it('holds for a tag that is given beside the name', () => {
    const half = fromConstants(1 / 255, 0.5, 0.5);
    const tagged = expected('timm', 'vit_base_patch16_224 augreg_in21k');
    expect(tagged === undefined ? undefined : distance(tagged.map, half)).toBeLessThan(0.01);
    expect(expected('timm', 'vit_base_patch16_224 my_run')).toBeUndefined();
  });

  it('covers most of what is published', () => {
    const share = (source: string) => {
      const all = groups.filter((group) => group.source === source).flatMap(({ weights }) => weights);
      return all.filter((weights) => expected(source, weights) !== undefined).length / all.length;
    };
    expect(share('torchvision')).toBeGreaterThan(0.95);
    expect(share('keras')).toBe(1);
    expect(share('timm')).toBeGreaterThan(0.3);
  });
});
