import { describe, expect, it } from 'vitest';
import { RULES } from '../../../rules/index.generated.ts';
import { compareSetups } from '../../../src/audit.ts';
import { seeded } from '../mutate.ts';
import { rawGraph } from '../oracle.ts';
import { CHANGED, type Home, moduleOf } from './networks.ts';
import { type Draw, GLOROT, HE, initialized, layersOf, NARROW } from './weights.ts';

const PLACES = Number(process.env.RESAUDIT_MUTATIONS ?? 1);

const placeOf = ({ section, stage, block }: Home): string =>
  section === 'block'
    ? `stage ${stage}, block ${block}`
    : section === 'transition'
      ? `the transition to stage ${stage}`
      : `the ${section}`;

describe('weights that are drawn otherwise are one finding', () => {
  for (const { name, homeOf } of CHANGED) {
    const graph = rawGraph(`${name}.train`);
    const usual = (_: string, kind: string): Draw => (kind === 'linear' ? NARROW : HE);
    const a = initialized(graph, 'a.onnx', usual, 1);
    const findings = (drawOf: (layer: string, kind: string) => Draw): [rule: string, message: string][] =>
      compareSetups(a, initialized(graph, 'b.onnx', drawOf, 2), RULES).findings.map(({ rule, message }) => [
        rule,
        message,
      ]);
    const [convs, dense] = [layersOf(graph, 'conv'), layersOf(graph, 'linear')];

    it(`${name}: none where only the random numbers differ`, () => {
      expect(findings(usual)).toEqual([]);
    });
    it.runIf(convs.length >= 2)(`${name}: all convolutions`, () => {
      const found = findings((layer, kind) => (kind === 'linear' ? usual(layer, kind) : GLOROT));
      expect(found).toEqual([['init/conv', expect.stringContaining('xavier-uniform')]]);
    });
    it.runIf(dense.length >= 2)(`${name}: all dense layers`, () => {
      expect(findings((_, kind) => (kind === 'linear' ? GLOROT : HE)).map(([rule]) => rule)).toEqual(['init/dense']);
    });
    const layers = convs.length >= 8 ? convs : dense;
    for (let place = 0; place < PLACES; place++) {
      const odd = layers[Math.floor(seeded(place * 101 + name.length)() * layers.length)] ?? '';
      it.runIf(layers.length >= 8)(`${name}: one layer, ${odd}`, () => {
        const home = homeOf(moduleOf({ name: odd, op: '', inputs: [], outputs: [], attributes: {} }));
        const found = findings((layer, kind) => (layer === odd ? GLOROT : usual(layer, kind)));
        expect(found).toEqual([['init/exceptions', expect.stringContaining(placeOf(home))]]);
      });
    }
  }
});
