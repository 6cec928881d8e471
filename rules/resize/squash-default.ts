import { defineRule } from '../../src/rule.ts';
import { dataset } from '../shared/datasets.ts';
import { GEOMETRY_PATHS, geometry } from '../shared/geometry.ts';

export default defineRule({
  id: 'resize/squash-default',
  title: 'Resizing squashes images that are not square',
  why: 'A resize to height and width distorts every image of another shape. image_dataset_from_directory and Resize((h, w)) do so unasked.',
  help: 'Resize the short side and crop the center (Resize(256) with one number; crop_to_aspect_ratio=True in Keras), unless the reference squashes too.',
  effect: {
    text: 'squashing instead of resizing the short side and cropping: 1 to 8 points',
    source: 'keras-team/keras-applications#88, tensorflow/tensorflow#50150',
  },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: { squash: 'images of any shape are resized to {value}' },
  lint: {
    reads: [...GEOMETRY_PATHS],
    optional: ['preprocess.*.resize.size'],
    context: ['data.dataset', 'preprocess.*.operations', 'preprocess.*.crop.fraction', 'preprocess.*.crop.size'],
    check({ setup, clean, notApplicable, complain }) {
      if (geometry(setup)?.aspect !== 'squashed') return clean();
      if (dataset(setup)?.side !== undefined) return notApplicable('all images of the dataset are square');
      const fact = setup.fact('preprocess.*.resize.policy');
      const unasked = fact.status === 'default';
      const size = setup.value('preprocess.*.resize.size');
      return complain('squash', {
        severity: unasked ? 'warning' : 'info',
        at: unasked ? 'preprocess.*.resize.policy' : 'preprocess.*.resize.size',
        value: size === undefined ? 'a fixed size' : size,
        because: [unasked ? 'nobody asked for it: the default squashes' : 'the size was written out'],
      });
    },
  },
});
