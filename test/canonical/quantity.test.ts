import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compareQuantities,
  divide,
  input,
  inputsOf,
  multiply,
  power,
  simplify,
  substitute,
} from '../../src/canonical/quantity.ts';
import { formatQuantity } from '../../src/canonical/quantity-format.ts';
import { substituteKnown } from '../../src/canonical/substitute.ts';
import { isExpression, type Quantity } from '../../src/spec/quantity.ts';

const NAMES = ['data.devices', 'data.batchSize', 'data.trainSize'] as const;
type Point = Readonly<Record<string, number>>;

const points: fc.Arbitrary<Point> = fc.record(
  Object.fromEntries(NAMES.map((name) => [name, fc.integer({ min: 1, max: 64 })])),
);
const terms = fc.record({
  coefficient: fc.integer({ min: 1, max: 50 }),
  factors: fc.dictionary(fc.constantFrom(...NAMES), fc.constantFrom(-1, 0.5, 1, 2)),
});
const quantities: fc.Arbitrary<Quantity> = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.record({ terms: fc.array(terms, { minLength: 1, maxLength: 3 }) }),
);

/** Independent of the arithmetic under test. */
function evaluate(quantity: Quantity, at: Point): number {
  if (!isExpression(quantity)) return quantity;
  return quantity.terms.reduce((sum, { coefficient, factors }) => {
    return sum + Object.entries(factors).reduce((product, [name, e]) => product * (at[name] ?? NaN) ** e, coefficient);
  }, 0);
}

const close = (a: number, b: number): void => {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(a), Math.abs(b)));
};

describe('arithmetic of quantities', () => {
  it('has the values of ordinary arithmetic', () => {
    fc.assert(
      fc.property(quantities, quantities, points, (a, b, at) => {
        close(evaluate(add(a, b), at), evaluate(a, at) + evaluate(b, at));
        close(evaluate(multiply(a, b), at), evaluate(a, at) * evaluate(b, at));
        close(evaluate(simplify(a), at), evaluate(a, at));
        const quotient = divide(a, b);
        if (quotient !== undefined) close(evaluate(quotient, at), evaluate(a, at) / evaluate(b, at));
        for (const exponent of [0.5, 2, -1]) {
          const raised = power(a, exponent);
          if (raised !== undefined) close(evaluate(raised, at), evaluate(a, at) ** exponent);
        }
      }),
    );
  });

  it('is a number once every input is put in', () => {
    fc.assert(
      fc.property(quantities, points, (quantity, at) => {
        const put = substitute(quantity, (name) => at[name]);
        expect(isExpression(put)).toBe(false);
        close(evaluate(put, {}), evaluate(quantity, at));
      }),
    );
  });

  it('leaves what is not known standing', () => {
    fc.assert(
      fc.property(quantities, points, (quantity, at) => {
        const put = substitute(quantity, (name) => (name === 'data.devices' ? at[name] : undefined));
        expect(inputsOf(put)).not.toContain('data.devices');
        close(evaluate(put, at), evaluate(quantity, at));
      }),
    );
  });

  it('does not grow without bound', () => {
    const sum = add(...Array.from({ length: 40 }, (_, i) => input(`data.x${i}`)));
    const product = multiply(...NAMES.map((name) => input(name)));
    const put = substitute(product, () => sum);
    expect(isExpression(put) && put.terms.length).toBeLessThanOrEqual(64);
  });
});

describe('comparison of quantities', () => {
  it('agrees with the values at every point, or names inputs', () => {
    fc.assert(
      fc.property(quantities, quantities, points, (a, b, at) => {
        const relation = compareQuantities(a, b);
        const [x, y] = [evaluate(a, at), evaluate(b, at)];
        if (relation.kind === 'same') expect(Math.abs(x - y)).toBeLessThanOrEqual(1e-5 * Math.max(x, y));
        if (relation.kind === 'different' && relation.ratio !== undefined) close(y / x, relation.ratio);
        if (relation.kind === 'unknown') expect(relation.inputs.length).toBeGreaterThan(0);
      }),
    );
  });

  it('is reflexive, and mirrored by swapping', () => {
    fc.assert(
      fc.property(quantities, quantities, (a, b) => {
        expect(compareQuantities(a, a).kind).toBe('same');
        const [there, back] = [compareQuantities(a, b), compareQuantities(b, a)];
        expect(back.kind).toBe(there.kind);
        if (there.kind === 'unknown' && back.kind === 'unknown') expect(back.inputs).toEqual(there.inputs);
      }),
    );
  });

  it('gives the ratio where both hold the same unknown', () => {
    const devices = input('data.devices');
    expect(compareQuantities(multiply(0.1, devices), multiply(0.4, devices))).toEqual({
      kind: 'different',
      ratio: expect.closeTo(4),
      given: ['data.devices'],
    });
  });

  it('names only the inputs that would settle it', () => {
    const [devices, batch] = [input('data.devices'), input('data.batchSize')];
    expect(compareQuantities(multiply(devices, batch), multiply(2, batch))).toEqual({
      kind: 'unknown',
      inputs: ['data.devices'],
    });
    expect(compareQuantities(0.1, multiply(0.1, devices))).toEqual({ kind: 'unknown', inputs: ['data.devices'] });
  });

  it('forgives rounding only', () => {
    expect(compareQuantities(0.1 + 0.2, 0.3).kind).toBe('same');
    expect(compareQuantities(0.3, 0.3001)).toEqual({ kind: 'different', ratio: expect.closeTo(1.0003333, 6) });
    expect(compareQuantities(0, 0.1)).toEqual({ kind: 'different' });
  });
});

describe('formatQuantity', () => {
  const [devices, batch] = [input('data.devices'), input('data.batchSize')];
  it.each<[Quantity, string]>([
    [0.1, '0.1'],
    [1e-5, '1e-5'],
    [multiply(0.1 / 256, devices, batch), '0.1 × batchSize × devices / 256'],
    [multiply(32, devices), '32 × devices'],
    [devices, 'devices'],
    [divide(112_590, input('data.stepsPerEpoch')) ?? 0, '112590 / stepsPerEpoch'],
    [power(batch, 0.5) ?? 0, '√batchSize'],
    [add(devices, 2), '2 + devices'],
    [add(batch, multiply(-1, devices)), 'batchSize − 1 × devices'],
  ])('%j is %s', (quantity, text) => {
    expect(formatQuantity(quantity)).toBe(text);
  });
});

describe('substituteKnown', () => {
  it('puts in what is known, and says what', () => {
    const rate = multiply(0.1 / 256, input('data.devices'), input('data.batchSize'));
    const known: Readonly<Record<string, Quantity>> = { 'data.devices': 8 };
    expect(substituteKnown('optimizer.lr', rate, (path) => known[path])).toEqual({
      value: multiply(0.8 / 256, input('data.batchSize')),
      from: ['data.devices'],
      how: '0.1 × batchSize × devices / 256',
    });
  });

  it('has nothing to say where nothing is known', () => {
    expect(substituteKnown('optimizer.lr', 0.1, () => 1)).toBeUndefined();
    expect(substituteKnown('optimizer.lr', input('data.devices'), () => undefined)).toBeUndefined();
  });

  it('never makes a quantity rest on itself', () => {
    const self = input('optimizer.lr');
    expect(substituteKnown('optimizer.lr', multiply(2, self), () => 1)).toBeUndefined();
    expect(substituteKnown('optimizer.lr', input('schedule.minLr'), () => multiply(0.1, self))).toBeUndefined();
  });
});
