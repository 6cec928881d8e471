import { defineRule, type Side } from '../../src/rule.ts';
import { list } from '../shared/words.ts';

/** Parameters in all groups together; undefined where a group does not say. */
function heldBy(side: Side): number | undefined {
  const groups = side.value('optimizer.groups');
  const sizes = groups?.flatMap(({ parameters }) => parameters ?? []);
  return sizes === undefined || sizes.length !== groups?.length
    ? undefined
    : sizes.reduce((sum, size) => sum + size, 0);
}

export default defineRule({
  id: 'optimizer/param-coverage',
  title: 'The optimizer does not hold the parameters that should be trained',
  why: 'A parameter that is in no group keeps its initial value for the whole run, silently.',
  help: 'Hand over every trainable parameter: build the groups after the whole model is built, and check that their sizes add up.',
  effect: null,
  scope: ['train'],
  messages: {
    missing: 'the groups hold {held} of {total} trainable parameters',
    frozen: 'the optimizer holds frozen parameters: {value}',
    differs: 'the optimizer holds {a} against {b} parameters',
  },
  compare: {
    reads: ['optimizer.groups'],
    optional: ['model.parameters'],
    check({ a, b, same, unknown, notApplicable, different }) {
      const [heldA, heldB] = [heldBy(a), heldBy(b)];
      if (heldA === undefined || heldB === undefined) {
        return a.value('optimizer.groups') === undefined || b.value('optimizer.groups') === undefined
          ? notApplicable('a side has no groups')
          : unknown('the sizes of the groups are unknown', 'optimizer.groups');
      }
      if (heldA === heldB) return same();
      const [totalA, totalB] = [a.value('model.parameters'), b.value('model.parameters')];
      // Of networks of other sizes optimizers hold other numbers.
      if (totalA === undefined || totalB === undefined)
        return unknown('the sizes of the networks are unknown', 'model.parameters');
      if (totalA !== totalB) return notApplicable('the networks have other sizes');
      return different('differs', { severity: 'error', a: heldA, b: heldB, at: ['optimizer.groups'] });
    },
  },
  lint: {
    reads: ['optimizer.groups'],
    optional: ['model.parameters'],
    context: ['model.trainable.frozen', 'model.trainable.fraction'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const groups = setup.value('optimizer.groups');
      if (groups === undefined) return notApplicable('there are no groups');
      const sizes = groups.map(({ parameters }) => parameters);
      const total = setup.value('model.parameters');
      const held = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
      const all = sizes.every((size) => size !== undefined);
      if (all && total !== undefined && held < total) {
        return complain('missing', { severity: 'error', at: 'optimizer.groups', value: held, data: { held, total } });
      }
      const frozen = groups.filter(({ trainable }) => trainable === false);
      if (frozen.length > 0) {
        const names = frozen.map(({ roles, match }) => match ?? roles?.join(', ') ?? 'a group');
        return complain('frozen', {
          severity: 'info',
          at: 'optimizer.groups',
          value: list(names),
          why: 'Frozen parameters get no gradient, but decoupled weight decay or momentum can still move them.',
        });
      }
      if (!all) return unknown('the sizes of the groups are unknown', 'optimizer.groups');
      return total === undefined ? unknown('the number of parameters is unknown', 'model.parameters') : clean();
    },
  },
});
