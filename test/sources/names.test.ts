import { describe, expect, it } from 'vitest';
import { splitSources } from '../../src/sources/names.ts';
import { UsageError } from '../../src/spec/errors.ts';

describe('names of sources', () => {
  it.each([
    ['a.json', ['a.json']],
    ['train.py + model.onnx', ['train.py', 'model.onnx']],
    ['a+b.json', ['a+b.json']],
    ['"my + spec.json" + b.json', ['my + spec.json', 'b.json']],
    ["'torchrun train.py --lr 0.1' + model.onnx", ['torchrun train.py --lr 0.1', 'model.onnx']],
    ["lea's.json + max's.json", ["lea's.json", "max's.json"]],
    ["O'Brien + 'x + y'", ["O'Brien", 'x + y']],
    ['q.py::make(a + b) + m.onnx', ['q.py::make(a + b)', 'm.onnx']],
    [' preset:torchvision/resnet50-v1  +  mine.yaml ', ['preset:torchvision/resnet50-v1', 'mine.yaml']],
    ['a).json + b.json', ['a).json', 'b.json']],
  ])('%s', (name, parts) => {
    expect(splitSources(name)).toEqual(parts);
  });

  it.each(['', '  ', 'a.json + ', ' + a.json', 'a +  + b'])('%j is refused', (name) => {
    expect(() => splitSources(name)).toThrow(UsageError);
  });
});
