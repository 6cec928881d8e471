/** A whole schedule of 90 epochs of 5004 updates, as people write it. */
export const RUN = {
  'optimizer.lr': 0.1,
  'train.epochs': 90,
  'train.steps': 90 * 5004,
  'data.stepsPerEpoch': 5004,
  'schedule.unit': 'epoch',
  'schedule.steppedPer': 'epoch',
  'schedule.warmup.kind': 'none',
  'schedule.warmup.epochs': 0,
} as const;

export const STEP = { ...RUN, 'schedule.kind': 'step', 'schedule.stepSize': 30, 'schedule.gamma': 0.1 } as const;
export const COSINE = {
  ...RUN,
  'schedule.kind': 'cosine',
  'schedule.period': 90,
  'schedule.minLr': 0,
  'schedule.afterPeriod': 'rebound',
} as const;
