import { defineRule, pair, type Side } from '../../src/rule.ts';

const SMALL_INPUT = 64;

/** How much the stem alone shrinks its input; undefined where it does not say. */
function stemStride(side: Side): number | undefined {
  const [stride, pool] = [side.value('model.stem.stride'), side.value('model.stem.pool')];
  if (stride === undefined) return undefined;
  if (pool === undefined) return stride >= 4 ? stride : undefined;
  return pool === 'none' ? stride : stride * 2;
}

export default defineRule({
  id: 'arch/stem-for-input-size',
  title: 'Stem shrinks a small input away',
  why: 'A 7×7 stem with stride 2 and pooling leaves 8×8 of a 32×32 image before the first block, and a single pixel at the end: most of the detail is gone before the network sees it.',
  help: 'For small images, start with a 3×3 convolution of stride 1 without pooling, or enlarge the input.',
  effect: {
    text: '55 % against more than 70 % on CIFAR-100 with the stem of ImageNet networks on 32×32 images',
    source: 'https://github.com/weiaicunzai/pytorch-cifar100/issues/29',
  },
  scope: ['model'],
  images: true,
  messages: {
    stem: 'the stem shrinks an input of {side} pixels {value} times',
    total: 'the network shrinks an input of {side} pixels {value} times: {rest}',
  },
  lint: {
    reads: ['input.size.train'],
    optional: ['model.stem.stride', 'model.stem.pool', 'model.totalStride', 'model.stem.kind'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      const size = setup.value('input.size.train');
      if (size === undefined) return notApplicable('an input without a size');
      const side = Math.min(...pair(size));
      if (setup.value('model.stem.kind') === 'patch') return notApplicable('patches are not a stem');
      const stem = stemStride(setup);
      if (stem !== undefined && stem >= 4 && side <= SMALL_INPUT) {
        return complain('stem', {
          severity: 'error',
          at: 'model.stem.stride',
          value: stem,
          data: { side },
          because: [`the input is ${side} pixels high or wide`],
        });
      }
      const stride = setup.value('model.totalStride');
      if (stride !== undefined && stride * 2 >= side) {
        const rest = stride >= side ? 'one pixel is left' : '2×2 pixels or fewer are left';
        return complain('total', {
          severity: 'error',
          at: 'model.totalStride',
          value: stride,
          data: { side, rest },
          because: [`the input is ${side} pixels high or wide`],
        });
      }
      if (stem === undefined && stride === undefined) return unknown('the stem is unknown', 'model.stem.stride');
      return clean();
    },
  },
});
