import { defineRule, type Side } from '../../src/rule.ts';
import { loadsPretrained, PRETRAINED_PATHS, rankInput } from '../shared/context.ts';
import { dataset } from '../shared/datasets.ts';
import { expectedInput } from '../shared/weights.ts';

export default defineRule({
  id: 'color/channel-order',
  title: 'Channel order differs',
  why: 'Red and blue change places: weights that were trained on one order see other colors.',
  help: 'Convert to the order of the weights right after decoding (OpenCV reads BGR), before the means are subtracted.',
  effect: {
    text: 'VGG weights trained on BGR fed with RGB: 65 % top-1 became 49 %',
    source: 'ZFTurbo/VGG16-Pretrained-C#4',
  },
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: {
    differs: 'channels reach the network as {a} against {b}',
    weights: 'channels reach the network as {value}, and {family} expect {expected}',
    within: 'training feeds {train}, evaluation {value}',
  },
  compare: {
    reads: ['preprocess.*.normalization.channelOrder'],
    context: [
      'preprocess.train.normalization.channelOrder',
      'preprocess.eval.normalization.channelOrder',
      'input.channels',
      'data.dataset',
      ...PRETRAINED_PATHS,
      'framework.name',
    ],
    check(context) {
      const { a, b, same, equivalent, notApplicable, different } = context;
      const [orderA, orderB] = [
        a.value('preprocess.*.normalization.channelOrder'),
        b.value('preprocess.*.normalization.channelOrder'),
      ];
      if (orderA === orderB) return same();
      const [channelsA, channelsB] = [a.value('input.channels'), b.value('input.channels')];
      if (channelsA !== undefined && channelsB !== undefined && channelsA !== channelsB)
        return notApplicable('the numbers of channels differ: see color/channels-count');
      const gray = dataset(a)?.gray && dataset(b)?.gray;
      if (gray && orderA !== 'gray' && orderB !== 'gray') return equivalent('grayscale images have equal channels');
      const scratch = () => ({
        severity: 'info' as const,
        because: ['both sides train from scratch, each in one order throughout'],
      });
      const ranking = rankInput(context, { partsWithin, scratch });
      return different('differs', { ...ranking, a: spell(orderA), b: spell(orderB) });
    },
  },
  lint: {
    reads: [],
    optional: [
      'preprocess.train.normalization.channelOrder',
      'preprocess.eval.normalization.channelOrder',
      'preprocess.serve.normalization.channelOrder',
    ],
    context: ['model.name', 'data.dataset', ...PRETRAINED_PATHS, 'framework.name'],
    check({ setup, clean, unknown, notApplicable, complain }) {
      if (dataset(setup)?.gray) return notApplicable('grayscale images have equal channels');
      const orders = (['eval', 'train', 'serve'] as const).map((phase) => {
        const path = `preprocess.${phase}.normalization.channelOrder` as const;
        return { path, order: setup.value(path) };
      });
      const [evaluation, train] = orders;
      if (partsWithin(setup))
        return complain('within', {
          severity: 'error',
          at: 'preprocess.eval.normalization.channelOrder',
          value: spell(evaluation?.order),
          data: { train: spell(train?.order) },
        });
      const known = orders.filter(({ order }) => order === 'rgb' || order === 'bgr');
      if (known.length === 0)
        return unknown('the order of the channels is unknown', 'preprocess.eval.normalization.channelOrder');
      const expected = expectedInput(setup);
      if (expected === undefined) {
        return loadsPretrained(setup) === true
          ? unknown('which order the weights expect is not known', 'model.weights.source')
          : clean();
      }
      const wrong = known.find(({ order }) => order !== expected.channelOrder);
      if (wrong === undefined) return clean();
      return complain('weights', {
        severity: 'error',
        at: wrong.path,
        value: spell(wrong.order),
        data: { family: expected.family, expected: spell(expected.channelOrder) },
        because: [`pretrained: ${expected.family}`],
      });
    },
  },
});

function partsWithin(side: Side): boolean | undefined {
  const [train, evaluation] = [
    side.value('preprocess.train.normalization.channelOrder'),
    side.value('preprocess.eval.normalization.channelOrder'),
  ];
  return train === undefined || evaluation === undefined ? undefined : train !== evaluation;
}

const spell = (order: string | undefined): string =>
  order === 'gray' ? 'grayscale' : (order?.toUpperCase() ?? 'none');
