import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asConstants, distance, fromConstants, otherScale, describe as spell } from '../../../rules/shared/affine.ts';

const imagenet = fromConstants(1 / 255, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);
const caffe = fromConstants(1, [123.68, 116.779, 103.939], 1);
const half = fromConstants(1 / 255, 0.5, 0.5);

const constants = fc.record({
  mean: fc.array(fc.double({ min: 0.1, max: 0.9, noNaN: true }), { minLength: 3, maxLength: 3 }),
  std: fc.array(fc.double({ min: 0.1, max: 0.6, noNaN: true }), { minLength: 3, maxLength: 3 }),
});

describe('maps from pixel to network input', () => {
  it('are the same whatever the unit of their constants', () => {
    fc.assert(
      fc.property(constants, ({ mean, std }) => {
        const on255 = (values: readonly number[]) => values.map((value) => value * 255);
        const [one, other] = [fromConstants(1 / 255, mean, std), fromConstants(1, on255(mean), on255(std))];
        expect(distance(one, other)).toBeLessThan(1e-9);
      }),
    );
  });

  it('stay apart where a constant differs by a tenth', () => {
    fc.assert(
      fc.property(constants, fc.nat(2), ({ mean, std }, channel) => {
        const other = mean.map((value, i) => (i === channel ? value + 0.1 : value));
        expect(distance(fromConstants(1 / 255, mean, std), fromConstants(1 / 255, other, std))).toBeGreaterThan(0.05);
      }),
    );
  });

  it('are spelled as ranges and as constants to paste', () => {
    expect(spell(imagenet)).toBe('[-2.12, 2.64]');
    expect(asConstants(imagenet)).toBe('x/255, mean [0.485, 0.456, 0.406], std [0.229, 0.224, 0.225]');
    expect(asConstants(half)).toBe('x/255, mean 0.5, std 0.5');
    expect(asConstants(caffe)).toBe('x on 0–255, mean [123.68, 116.779, 103.939], std 1');
  });

  it('are in another unit or in another convention', () => {
    expect(otherScale(imagenet, caffe)).toBe(true);
    expect(otherScale(fromConstants(1 / 255, 0, 1), half)).toBe(true);
    expect(otherScale(imagenet, half)).toBe(false);
    expect(otherScale(fromConstants(1 / 255, 0, 1), imagenet)).toBe(false);
  });
});
