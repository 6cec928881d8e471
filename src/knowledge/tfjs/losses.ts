import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import type { Value } from '../../script/value.ts';
import { type Fact, unknown } from '../../spec/fact.ts';
import type { TextOrigin } from '../../spec/origin.ts';
import { canonicalName } from '../../spec/vocabulary.ts';
import { calledAt } from '../javascript/named.ts';
import { callOf, type Frozen, isNothing, textOf } from './frozen.ts';
import { namedLoss } from './named.ts';
import { defaultFact } from './optimizers.ts';

interface Loss {
  readonly kind: string;
  readonly domain?: string;
}

const CROSS_ENTROPY: Loss = { kind: 'cross-entropy', domain: 'probabilities' };

/** tfjs-layers/src/losses.ts: what `compile` takes by name, and the functions of `tf.metrics` that are the same. */
const BY_NAME: Readonly<Record<string, Loss>> = {
  categoricalcrossentropy: CROSS_ENTROPY,
  sparsecategoricalcrossentropy: CROSS_ENTROPY,
  binarycrossentropy: { kind: 'binary-cross-entropy', domain: 'probabilities' },
  meansquarederror: { kind: 'mean-squared-error' },
  meanabsoluteerror: { kind: 'mean-absolute-error' },
};

/** tfjs-core/src/ops/losses: functions that take labels and predictions. */
const BY_FUNCTION: Readonly<Record<string, Loss>> = {
  'tf.losses.softmaxCrossEntropy': { kind: 'cross-entropy', domain: 'logits' },
  'tf.losses.sigmoidCrossEntropy': { kind: 'binary-cross-entropy', domain: 'logits' },
  'tf.losses.meanSquaredError': { kind: 'mean-squared-error' },
  'tf.losses.absoluteDifference': { kind: 'mean-absolute-error' },
  'tf.losses.huberLoss': { kind: 'huber' },
  'tf.losses.hingeLoss': { kind: 'hinge' },
  'tf.losses.logLoss': { kind: 'binary-cross-entropy', domain: 'probabilities' },
  'tf.metrics.categoricalCrossentropy': CROSS_ENTROPY,
  'tf.metrics.sparseCategoricalCrossentropy': CROSS_ENTROPY,
  'tf.metrics.binaryCrossentropy': { kind: 'binary-cross-entropy', domain: 'probabilities' },
  'tf.metrics.meanSquaredError': { kind: 'mean-squared-error' },
  'tf.metrics.meanAbsoluteError': { kind: 'mean-absolute-error' },
};

/** What joins the losses of examples, and changes nothing of what the loss is. */
const KEEPS = /#(?:mean|asScalar|squeeze|toFloat|asType|reshape|clone)$|^tf\.(?:mean|squeeze|cast)$/;

const spelled = (name: string): string => name.replaceAll(/[_\s-]/g, '').toLowerCase();

/** Facts of what `compile` was given as its loss. */
export function lossFacts(m: Machine, make: FactMaker, loss: Frozen | undefined, at: TextOrigin): Map<string, Fact> {
  if (isNothing(loss) || loss === undefined) return notKnown('not written in compile', at);
  if (loss.items !== undefined && loss.items.length > 0) {
    const parts = loss.items.map((item) => lossFacts(m, make, item, at));
    const [first] = parts;
    const same = (path: string): boolean =>
      parts.every(
        (part) => valueIn(part.get(path)) !== undefined && valueIn(part.get(path)) === valueIn(first?.get(path)),
      );
    const facts = notKnown('each output has a loss of its own', at);
    for (const path of ['loss.kind', 'loss.domain']) {
      const fact = first?.get(path);
      if (fact !== undefined && same(path)) facts.set(path, fact);
    }
    return facts;
  }
  const name = textOf(loss);
  if (name !== undefined) {
    const known = BY_NAME[spelled(name)];
    return known === undefined
      ? notKnown('a loss by a name that is not known', at)
      : stated(known, { ...make.origin(loss.value.provenance), raw: name });
  }
  if (loss.value.kind === 'library') {
    const known = BY_FUNCTION[loss.value.name];
    if (known !== undefined) return stated(known, { ...make.origin(loss.value.provenance), raw: loss.value.name });
  }
  return notKnown('a function of the script', at);
}

/** Facts of the loss that `minimize` was given: of the value that its function gave back. */
export function computedLossFacts(
  m: Machine,
  make: FactMaker,
  gave: Value | undefined,
  at: TextOrigin,
): Map<string, Fact> {
  let value = gave;
  for (let depth = 0; depth < 32; depth++) {
    const call = callOf(m, value);
    if (call === undefined) break;
    const known = BY_FUNCTION[call.name];
    if (known !== undefined) return stated(known, { ...make.place(call.site), raw: call.name });
    if (!KEEPS.test(call.name)) break;
    value =
      call.name.startsWith('tf.') && !call.name.includes('#')
        ? call.given[0]?.value
        : call.self === undefined
          ? undefined
          : { kind: 'reference', address: call.self, provenance: 0 };
  }
  const facts = notKnown('computed by the script', at);
  const site = value?.kind === 'unknown' && value.reason === 'import' ? m.graph.siteOf(value.provenance) : undefined;
  const name = site === undefined ? undefined : calledAt(m, site);
  if (site !== undefined && name !== undefined) {
    const named = namedLoss(name, { ...make.place(site), raw: name });
    if (named.status === 'inferred') facts.set('loss.kind', named);
  }
  return facts;
}

function stated({ kind, domain }: Loss, origin: TextOrigin): Map<string, Fact> {
  return new Map<string, Fact>([
    ['loss.kind', { status: 'stated', value: canonicalName('loss', kind) ?? kind, origin }],
    [
      'loss.domain',
      domain === undefined
        ? unknown('not-stated', 'a loss of numbers')
        : defaultFact(domain, origin.raw ?? kind, origin),
    ],
  ]);
}

function notKnown(why: string, origin: TextOrigin): Map<string, Fact> {
  return new Map<string, Fact>(
    ['loss.kind', 'loss.domain', 'loss.reduction'].map((path) => [path, { ...unknown('call', why), origin }]),
  );
}

const valueIn = (fact: Fact | undefined): unknown => (fact !== undefined && 'value' in fact ? fact.value : undefined);
