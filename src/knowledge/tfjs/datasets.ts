import type { FactMaker } from '../../script/collect.ts';
import type { Machine } from '../../script/machine.ts';
import { reference, type Value } from '../../script/value.ts';
import { type Fact, unknown } from '../../spec/fact.ts';
import { callOf, type Frozen, isNothing, operatorOf } from './frozen.ts';
import { defaultFact } from './optimizers.ts';

const MAX_STEPS = 32;

/** Facts of a `tf.data` pipeline that `fitDataset` is given, from its last step back. */
export function datasetFacts(m: Machine, make: FactMaker, dataset: Frozen | undefined): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  let at: Value | undefined = dataset?.value;
  let batches = 0;
  for (let depth = 0; depth < MAX_STEPS; depth++) {
    const call = callOf(m, at);
    if (call === undefined) break;
    const operator = operatorOf(call.name);
    const [first, second] = call.given;
    if (operator === 'batch') {
      batches++;
      facts.set('data.batchSize', make.fact(first?.value));
      if (isNothing(second))
        facts.set('data.dropLast', defaultFact(false, 'tf.data.Dataset.batch(smallLastBatch)', make.place(call.site)));
      else
        facts.set(
          'data.dropLast',
          make.fact(second?.value, (plain) => (typeof plain === 'boolean' ? !plain : undefined)),
        );
    } else if (operator === 'shuffle' && call.self !== undefined) {
      facts.set('data.shuffle', { status: 'stated', value: true, origin: make.place(call.site) });
      if (first !== undefined) facts.set('data.shuffleBuffer', make.fact(first.value));
    }
    at = call.self === undefined ? undefined : reference(call.self, call.site);
  }
  // Batches of batches, or a buffer of batches: what is counted is no example any more.
  if (batches > 1) facts.set('data.batchSize', unknown('call', 'cut into batches more than once'));
  return facts;
}
