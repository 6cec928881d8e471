import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { reference, type Value } from '../../script/value.ts';
import type { Fact } from '../../spec/fact.ts';
import { argumentsOf, callOf, type Frozen, inputOf, operatorOf, type TfCall } from './frozen.ts';

const MAX_OPERATORS = 200;

/** Facts of a network that a script writes out of operators, from the loss that its loop minimizes. */
export function ownNetworkFacts(m: Machine, make: FactMaker, updates: readonly TfCall[]): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const logits = updates.map(({ gave }) => logitsOf(m, gave));
  const [first] = logits;
  if (first === undefined || logits.some((one) => one === undefined)) return facts;
  const classes = lastSide(m, first, 0);
  if (classes !== undefined) facts.set('data.classes', make.fact(classes.value));
  const shape = imageShape(m, first);
  const [height, width, channels] = shape ?? [];
  if (height === undefined || width === undefined || channels === undefined) return facts;
  const [h, w] = [make.fact(height.value), make.fact(width.value)];
  if (
    'value' in h &&
    'value' in w &&
    typeof h.value === 'number' &&
    typeof w.value === 'number' &&
    h.origin.kind === 'text'
  )
    facts.set('input.size.train', {
      status: 'stated',
      value: [h.value, w.value],
      origin: { ...h.origin, via: w.origin.kind === 'text' ? [w.origin] : [] },
    });
  const count = make.fact(channels.value);
  if ('value' in count) facts.set('input.channels', count);
  return facts;
}

/** What a classification loss was given as predictions. */
function logitsOf(m: Machine, loss: Value | undefined): Value | undefined {
  let value = loss;
  for (let depth = 0; depth < 16; depth++) {
    const call = callOf(m, value);
    if (call === undefined) return undefined;
    if (call.name === 'tf.losses.softmaxCrossEntropy') return call.given[1]?.value;
    value = inputOf(call);
  }
  return undefined;
}

const KEEPS_LAST = new Set([
  'add',
  'sub',
  'mul',
  'div',
  'relu',
  'softmax',
  'tanh',
  'sigmoid',
  'dropout',
  'variable',
  'cast',
]);

/** The last side of a tensor's shape, as it was written. */
function lastSide(m: Machine, tensor: Value, depth: number): Frozen | undefined {
  const call = depth > MAX_OPERATORS ? undefined : callOf(m, tensor);
  if (call === undefined) return undefined;
  const operator = operatorOf(call.name);
  const [first] = argumentsOf(call);
  if (operator === 'matMul') return first === undefined ? undefined : lastSide(m, first.value, depth + 1);
  if (/^tf\.(?:zeros|ones|randomNormal|truncatedNormal|randomUniform)$/.test(call.name))
    return call.given[0]?.items?.at(-1);
  if (operator === 'apply' && call.self !== undefined) {
    const layer = callOf(m, reference(call.self, 0));
    return layer?.name === 'tf.layers.dense' ? layer.given[0]?.entries?.get('units') : undefined;
  }
  const input = inputOf(call);
  return KEEPS_LAST.has(operator) && input !== undefined ? lastSide(m, input, depth + 1) : undefined;
}

/** Height, width and channels that the first convolution in the order of the data is given. */
function imageShape(m: Machine, logits: Value): readonly [Frozen, Frozen, Frozen] | undefined {
  let value: Value | undefined = logits;
  let found: readonly [Frozen, Frozen, Frozen] | undefined;
  let isConvolved = false;
  for (let depth = 0; depth < MAX_OPERATORS; depth++) {
    const call = callOf(m, value);
    if (call === undefined) return found;
    const operator = operatorOf(call.name);
    if (operator === 'conv2d') [isConvolved, found] = [true, undefined];
    const args = argumentsOf(call);
    const sides = operator === 'as4D' ? args : operator === 'reshape' ? args[0]?.items : undefined;
    const [, height, width, channels] = sides ?? [];
    if (isConvolved && sides?.length === 4 && height !== undefined && width !== undefined && channels !== undefined)
      found = [height, width, channels];
    value = inputOf(call);
  }
  return undefined;
}
