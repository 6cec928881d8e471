import { type Construct, type Library, row } from '../library.ts';

export const LIGHTNING: Library = { name: 'lightning', checked: '2.6' };

/** https://lightning.ai/docs/pytorch/stable/common/trainer.html */
export const lightningConstructs = (): readonly Construct[] => [
  {
    library: LIGHTNING,
    callable: 'lightning.Trainer',
    when: [],
    rows: [
      row('train.epochs', 1000, 'max_epochs'),
      row('train.precision.dtype', 'float32', 'precision'),
      row('data.batchScope', 'process'),
    ],
  },
  {
    library: LIGHTNING,
    callable: 'lightning.Trainer',
    when: [{ path: 'optimizer.gradClip.value', known: true }],
    rows: [row('optimizer.gradClip.kind', 'norm', 'gradient_clip_algorithm')],
  },
];
