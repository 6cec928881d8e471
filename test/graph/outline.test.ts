import { describe, expect, it } from 'vitest';
import { outlineOf } from '../../src/graph/outline.ts';
import { loadNetwork } from './oracle.ts';

describe('the outline of a network', () => {
  it('has a line for stem, stages, blocks that are alike, and head', () => {
    expect(outlineOf(loadNetwork('resnet18.ts').graph)).toBe(
      [
        '┌─ stem      7×7/2 64 → max pool 3×3/2',
        '├─ stage 1   2 × basic, 64 wide',
        '│    1–2: 3×3 64 → 3×3 64; shortcut identity, activation after-add',
        '├─ stage 2   2 × basic, 128 wide, stride 2',
        '│    1: 3×3/2 128 → 3×3 128; shortcut projection, activation after-add',
        '│    2: 3×3 128 → 3×3 128; shortcut identity, activation after-add',
        '├─ stage 3   2 × basic, 256 wide, stride 2',
        '│    1: 3×3/2 256 → 3×3 256; shortcut projection, activation after-add',
        '│    2: 3×3 256 → 3×3 256; shortcut identity, activation after-add',
        '├─ stage 4   2 × basic, 512 wide, stride 2',
        '│    1: 3×3/2 512 → 3×3 512; shortcut projection, activation after-add',
        '│    2: 3×3 512 → 3×3 512; shortcut identity, activation after-add',
        '└─ head      global-average → dense 1000',
        '',
      ].join('\n'),
    );
  });

  it('is the same for every exporter', () => {
    for (const name of ['resnet50', 'mobilenet_v2', 'densenet121', 'vit_b_16', 'convnext_tiny', 'googlenet']) {
      const outlines = ['ts', 'dynamo', 'raw', 'train'].map((variant) =>
        outlineOf(loadNetwork(`${name}.${variant}`).graph),
      );
      expect(new Set(outlines).size, name).toBe(1);
    }
  });

  it('says why there is none', () => {
    expect(outlineOf(loadNetwork('wonnx_single_relu').graph)).toBe(
      'structure unknown: the graph has no convolution and no dense layer\n',
    );
  });
});
