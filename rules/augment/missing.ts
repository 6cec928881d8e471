import { defineRule, type Side, sameValue } from '../../src/rule.ts';
import { AUGMENT_PATHS, augmentations, oneSideHasNone } from '../shared/augment.ts';

/** Below this many examples a network of usual size learns them by heart. */
const SMALL = 200_000;

export default defineRule({
  id: 'augment/missing',
  title: 'One side has no augmentation',
  why: 'Without augmentation the network sees each image unchanged in every epoch and learns it by heart.',
  help: 'Add the augmentations of the other side.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: { none: 'augmentation: {a} against {b}' },
  compare: {
    reads: [],
    optional: [...AUGMENT_PATHS],
    context: ['data.trainSize'],
    check({ a, b, same, unknown, notApplicable, different }) {
      const [onA, onB] = [augmentations(a), augmentations(b)];
      if (onA === undefined || onB === undefined) {
        return unknown('whether a side augments is unknown');
      }
      if (onA.length === 0 && onB.length === 0) return same();
      if (!oneSideHasNone(a, b))
        return onA.length > 0 && onB.length > 0 ? same() : notApplicable('one kind only: see its own rule');
      const size = smallest(a, b);
      const small = size === undefined ? undefined : size < SMALL;
      const at = AUGMENT_PATHS.filter(
        (path) => a.known(path) && b.known(path) && !sameValue(a.value(path), b.value(path)),
      );
      return different('none', {
        severity: small ? 'error' : 'warning',
        a: onA.length === 0 ? 'none' : onA.join(', '),
        b: onB.length === 0 ? 'none' : onB.join(', '),
        ...(at.length > 0 ? { at } : {}),
        ...(small ? { because: [`a small training set (${size} examples)`] } : {}),
        ...(small === undefined ? { wouldRaise: 'an error on a small training set (data.trainSize is unknown)' } : {}),
      });
    },
  },
});

/** Size of the smaller training set. */
function smallest(a: Side, b: Side): number | undefined {
  const known = [a, b].map((side) => side.value('data.trainSize')).filter((size) => typeof size === 'number');
  return known.length === 0 ? undefined : Math.min(...known);
}
