import { defineRule, type Side } from '../../src/rule.ts';
import { loadsPretrained, PRETRAINED_PATHS } from '../shared/context.ts';

/** One spelling for tags that differ in case, separators or the name of an enumeration in front. */
const tag = (id: string): string =>
  id
    .toLowerCase()
    .replace(/^\w*weights\./, '')
    .replaceAll(/[^a-z0-9.]+/g, '-');

function words(side: Side): string {
  const [id, source] = [side.value('model.weights.id'), side.value('model.weights.source')];
  return [source, id].filter((part) => part !== undefined).join(' ') || 'trained weights';
}

export default defineRule({
  id: 'arch/weights-origin',
  title: 'Training starts from other weights',
  why: 'Trained weights bring features that scratch training must learn, and weights of another recipe expect other preprocessing.',
  help: 'Start both from the same weights, named by their tag.',
  effect: null,
  scope: ['model'],
  messages: {
    scratch: '{who} starts from scratch, {other} from {weights}',
    differs: 'weights {a} against {b}',
    strict: 'every parameter must be found in the weights: {a} against {b}',
  },
  compare: {
    reads: [],
    optional: [...PRETRAINED_PATHS, 'model.weights.strict'],
    check({ a, b, same, equivalent, unknown, different }) {
      const [loadsA, loadsB] = [loadsPretrained(a), loadsPretrained(b)];
      if (loadsA === undefined || loadsB === undefined) {
        return unknown('whether trained weights are loaded is unknown', 'model.pretrained');
      }
      if (loadsA !== loadsB) {
        return different('scratch', {
          severity: 'error',
          a: loadsA ? words(a) : 'scratch',
          b: loadsB ? words(b) : 'scratch',
          at: PRETRAINED_PATHS,
          data: { who: loadsA ? 'B' : 'A', other: loadsA ? 'A' : 'B', weights: words(loadsA ? a : b) },
        });
      }
      if (!loadsA) return same();
      const [idA, idB] = [a.value('model.weights.id'), b.value('model.weights.id')];
      const [sourceA, sourceB] = [a.value('model.weights.source'), b.value('model.weights.source')];
      const sourcesDiffer = sourceA !== undefined && sourceB !== undefined && tag(sourceA) !== tag(sourceB);
      if (sourcesDiffer || (idA !== undefined && idB !== undefined && tag(idA) !== tag(idB))) {
        return different('differs', {
          severity: 'error',
          a: words(a),
          b: words(b),
          at: sourcesDiffer
            ? ['model.weights.source', 'model.weights.id']
            : ['model.weights.id', 'model.weights.source'],
        });
      }
      const [strictA, strictB] = [a.value('model.weights.strict'), b.value('model.weights.strict')];
      if (strictA !== undefined && strictB !== undefined && strictA !== strictB) {
        return different('strict', { severity: 'warning', a: strictA, b: strictB, at: ['model.weights.strict'] });
      }
      if (idA === undefined || idB === undefined) return unknown('which weights is unknown', 'model.weights.id');
      return idA === idB ? same() : equivalent(`${idA} and ${idB} are one tag`);
    },
  },
});
