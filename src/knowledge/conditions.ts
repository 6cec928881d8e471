import type { RulePath } from '../spec/paths.ts';
import type { Phase } from '../spec/vocabulary.ts';
import type { Condition } from './library.ts';

/** A network that no library has by name: its layers have the defaults of the library's layers. */
export const OWN_NETWORK: Condition = { unstated: ['model.name'] };

/** Networks of text have embeddings; of others it is not known. */
export const HAS_EMBEDDINGS: Condition = {
  path: 'setup.task',
  is: ['language-modeling', 'text-classification', 'translation', 'summarization'],
};

export const IS_RECURRENT: Condition = { path: 'model.name', matches: /(?:^|[^a-z])(?:bi)?(?:lstm|gru|rnn)/i };

/** The setup says something of the training loop, so that what it does not say of it was left out. */
export const TRAINS: Condition = {
  anyOf: [
    { path: 'optimizer.name', known: true },
    { path: 'train.epochs', known: true },
    { path: 'train.steps', known: true },
  ],
};

export const BATCH_NORM: Condition = { path: 'model.norm.kind', is: ['batch-norm', 'sync-batch-norm'] };

/** Images are resized in this phase: by a resize, or by a random resized crop. */
export const RESIZES: Condition = {
  anyOf: [
    { path: 'preprocess.*.resize.policy', isNot: ['none'] },
    { path: 'preprocess.*.crop.policy', is: ['random-area'] },
  ],
};

/** What resizes is one of these, or nobody said what. */
export const RESIZED_BY =
  (...libraries: readonly string[]) =>
  (phase: '*' | Phase): Condition => ({
    anyOf: [
      { path: `preprocess.${phase}.resize.library`, is: libraries },
      { unstated: [`preprocess.${phase}.resize.library`] },
    ],
  });

/** The network has this name, in whatever case, with or without separators and its module. */
export const named = (name: string): Condition => ({
  path: 'model.name',
  matches: new RegExp(`^(?:[\\w.]+[./])?${name.replaceAll('_', '[-_]?').replace(/(?<=[a-z])(?=\d)/g, '[-_]?')}$`, 'i'),
});

export const STEM: readonly RulePath[] = [
  'model.stem.kind',
  'model.stem.kernel',
  'model.stem.stride',
  'model.stem.channels',
  'model.stem.pool',
  'model.stem.poolKernel',
  'model.stem.poolPadding',
  'model.stem.activation',
];
