import { defineRule } from '../../src/rule.ts';
import { INIT_CONTEXT, isOverwritten } from '../shared/initialization.ts';

export default defineRule({
  id: 'init/exceptions',
  title: 'Single layers start from other weights',
  why: 'A layer that was left out of the loop that initializes all others starts from what the library draws by default: larger or smaller signals from there on, and everywhere behind it.',
  help: 'Initialize the layers that are named like all others of their kind.',
  effect: null,
  scope: ['model', 'train'],
  messages: { differs: 'drawn otherwise than all other layers: {a} against {b}' },
  compare: {
    reads: ['init.exceptions'],
    context: INIT_CONTEXT,
    check({ a, b, same, notApplicable, different }) {
      if (isOverwritten(a, b)) return notApplicable('trained weights take the place of initialization');
      const [listA, listB] = [a.value('init.exceptions') ?? [], b.value('init.exceptions') ?? []];
      const only = (list: readonly string[], other: readonly string[]): string => {
        const own = list.filter((layer) => !other.includes(layer));
        const shown = own.slice(0, 3).join(', ');
        return own.length > 3 ? `${shown} and ${own.length - 3} more` : shown || 'none';
      };
      const [onlyA, onlyB] = [only(listA, listB), only(listB, listA)];
      if (onlyA === 'none' && onlyB === 'none') return same();
      return different('differs', { severity: 'info', a: onlyA, b: onlyB });
    },
  },
});
