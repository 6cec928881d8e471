import { defineRule } from '../../src/rule.ts';
import { isOn } from '../shared/augment.ts';
import { dataset } from '../shared/datasets.ts';

export default defineRule({
  id: 'augment/dataset-inappropriate',
  title: 'Augmentation does not fit the dataset',
  why: 'The augmented image has another label, or is one that never occurs.',
  help: 'Leave the augmentation out, or make it milder.',
  effect: null,
  scope: ['train'],
  images: true,
  messages: {
    flip: '{dataset} holds characters, and images are flipped with probability {value}',
    rotation: '{dataset} holds characters, and images are rotated by up to {value} degrees',
    crop: 'crops of {value} of the area leave {pixels} pixels of the {side}×{side} images of {dataset}',
  },
  lint: {
    reads: ['data.dataset'],
    optional: [
      'augment.horizontalFlip.probability',
      'augment.verticalFlip.probability',
      'augment.rotation.degrees',
      'augment.randomResizedCrop.probability',
      'augment.randomResizedCrop.scale',
    ],
    context: ['augment.rotation.probability'],
    check({ setup, clean, notApplicable, complain }) {
      const known = dataset(setup);
      if (known === undefined) return notApplicable('a dataset that is not known');
      const name = known.names[0] ?? '';
      if (known.text) {
        const flips = ['augment.horizontalFlip.probability', 'augment.verticalFlip.probability'] as const;
        const flipped = flips.find((path) => (setup.value(path) ?? 0) > 0);
        if (flipped !== undefined)
          return complain('flip', { severity: 'warning', at: flipped, data: { dataset: name } });
        const degrees = setup.value('augment.rotation.degrees') ?? 0;
        if (degrees > 45 && isOn.rotation(setup))
          return complain('rotation', { severity: 'warning', at: 'augment.rotation.degrees', data: { dataset: name } });
      }
      const smallest = setup.value('augment.randomResizedCrop.scale')?.[0];
      if (known.side !== undefined && known.side <= 32 && smallest !== undefined && isOn.randomResizedCrop(setup)) {
        const pixels = Math.round(Math.sqrt(smallest) * known.side);
        if (pixels < 12)
          return complain('crop', {
            severity: 'warning',
            at: 'augment.randomResizedCrop.scale',
            value: smallest,
            data: { dataset: name, side: known.side, pixels: `${pixels}×${pixels}` },
          });
      }
      return clean();
    },
  },
});
