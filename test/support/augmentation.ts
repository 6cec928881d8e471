/** A setup that says of every augmentation whether it is on: a flip only. */
export const FLIP_ONLY = {
  'augment.randomResizedCrop.probability': 0,
  'augment.padCrop.padding': 0,
  'augment.horizontalFlip.probability': 0.5,
  'augment.verticalFlip.probability': 0,
  'augment.rotation.degrees': 0,
  'augment.colorJitter.brightness': 0,
  'augment.colorJitter.contrast': 0,
  'augment.colorJitter.saturation': 0,
  'augment.colorJitter.hue': 0,
  'augment.lighting.std': 0,
  'augment.auto.policy': 'none',
  'augment.randomErasing.probability': 0,
  'augment.mixup.alpha': 0,
  'augment.cutmix.alpha': 0,
} as const;

/** A setup that says that it has no augmentation. */
export const NO_AUGMENTATION = { ...FLIP_ONLY, 'augment.horizontalFlip.probability': 0 } as const;
