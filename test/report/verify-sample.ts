import type { TapReport, TapStatistics } from '../../src/forward/result.ts';
import type { VerifyReport } from '../../src/report/verify.ts';

const statistics = (std: number): TapStatistics => ({
  mean: std / 10,
  std,
  min: -std,
  max: 3 * std,
  l2: 100 * std,
  zero: 0.4,
  negative: 0.1,
  nan: 0,
  infinite: 0,
});

/** A report with some taps, from one of which on the networks are apart. */
export function verifyReport({ taps, partsAt }: { readonly taps: number; readonly partsAt: number }): VerifyReport {
  const rows = Array.from({ length: taps }, (_, i): TapReport => {
    const apart = i >= partsAt;
    return {
      place: `stage ${1 + Math.floor(i / 10)}, block ${1 + (i % 10)}`,
      section: 'block',
      stage: 1 + Math.floor(i / 10),
      block: 1 + (i % 10),
      nodeA: `a${i}`,
      nodeB: `b${i}`,
      shapeA: [1, 64, 56, 56],
      shapeB: [1, 64, 56, 56],
      accumulated: apart ? 0.3 : 1e-7,
      local: null,
      limit: 1e-5,
      localLimit: 1e-5,
      a: statistics(1 + i / 20),
      b: statistics((1 + i / 20) * (apart ? 1.4 : 1)),
    };
  });
  return {
    schemaVersion: 1,
    kind: 'verify',
    tool: { name: 'resaudit', version: '0.0.0' },
    a: { name: 'a.onnx' },
    b: { name: 'b.onnx' },
    verdict: partsAt < taps ? 'part' : 'match',
    answer: 'The networks part in stage 2.',
    first: null,
    guilty: [],
    outputs: [],
    taps: rows,
    run: {
      runtime: 'onnxruntime-node 1.30.0',
      device: 'cpu',
      providers: { cpu: 100 },
      precision: { a: 'float32', b: 'float32' },
      threads: 1,
      seed: 0,
      inputs: [{ name: 'x', dims: [1, 3, 224, 224], type: 'float32', filled: 'normal' }],
      inputHash: '00',
      assumed: [],
      limits: { match: 1e-6, tolerance: 1e-4, calibrated: false },
      passes: 1,
      milliseconds: 100,
      peakMemory: null,
    },
    notes: [],
  };
}
