import { defineRule, type Severity } from '../../src/rule.ts';
import {
  allMaybe,
  allSteps,
  holds,
  joinStates,
  type ProcedureStep,
  pointAt,
  procedureOf,
  type States,
  walk,
  withState,
} from '../shared/procedure.ts';

type Mode = 'train' | 'eval';
interface Found {
  readonly message: 'missing' | 'restored' | 'evalTraining';
  readonly step: ProcedureStep;
}

/** Functions that run a network over data in training mode on purpose: to find the statistics of its norms. */
const STATISTICS = /bn|batch_?norm|calib|stat/i;

export default defineRule({
  id: 'loop/train-eval-mode',
  title: 'The network is in the wrong mode',
  why: 'Batch norm and dropout do something else in training than in evaluation: in the wrong mode, figures depend on the batch and are noisy, or the statistics and the dropout of training are off.',
  help: 'Call model.train() before each pass of training, and model.eval() before each evaluation.',
  effect: null,
  scope: ['train', 'eval'],
  messages: {
    missing: 'evaluation runs in training mode: model.eval() is not called before it',
    restored: 'training goes on in evaluation mode after the first evaluation: model.train() is not called again',
    evalTraining: 'the network is trained in evaluation mode: norms use their running statistics, dropout is off',
  },
  lint: {
    reads: ['train.procedure'],
    check({ setup, clean, notApplicable, complain }) {
      const steps = procedureOf(setup) ?? [];
      const trained = trainedModels(steps);
      if (trained.size === 0) return notApplicable('no network is seen to be trained whose mode matters');
      const [first] = wrongModes(steps, trained);
      if (first === undefined) return clean();
      const severity: Severity = first.message === 'evalTraining' ? 'warning' : 'error';
      return complain(first.message, { severity, ...pointAt(first.step), value: 'mode' });
    },
  },
});

/** Networks that an optimizer trains, and that do something else in training than in evaluation. */
function trainedModels(steps: readonly ProcedureStep[]): ReadonlySet<string> {
  const all = [...allSteps(steps)];
  const stepped = new Set(all.flatMap(({ name, optimizer }) => (name === 'optimizer-step' ? [optimizer] : [])));
  const models = all.flatMap((step) =>
    step.name === 'make-optimizer' && stepped.has(step.optimizer) ? step.models : [],
  );
  return new Set(models.filter((model) => model.startsWith('model ')));
}

function wrongModes(steps: readonly ProcedureStep[], trained: ReadonlySet<string>): readonly Found[] {
  const found: Found[] = [];
  const training = [...allSteps(steps)].filter((step) => isBatchLoop(step) && holds(step.body, 'backward'));
  const loaders = new Set(training.map(({ loader }) => loader));
  const wasTrained = new Set<string>();
  walk<States<Mode>>(steps, new Map([...trained].map((model) => [model, 'train'])), {
    join: joinStates,
    step(state, step, around) {
      const loop = around.findLast((one) => isBatchLoop(one.loop))?.loop;
      switch (step.name) {
        case 'mode':
          if (step.model === undefined) return allMaybe(state);
          return state.has(step.model) ? withState(state, step.model, modeOf(step)) : state;
        case 'opaque':
          return allMaybe(state);
        case 'backward':
          if (loop === undefined) return state;
          for (const model of modelsOf(loop, trained)) {
            const mode = state.get(model);
            if (mode === 'train') wasTrained.add(model);
            else if (mode === 'eval')
              found.push({ message: wasTrained.has(model) ? 'restored' : 'evalTraining', step });
          }
          return state;
        case 'forward': {
          if (loop === undefined || step.model === undefined || state.get(step.model) !== 'train') return state;
          const isEvaluation =
            !holds(loop.body, 'backward', 'optimizer-step', 'opaque', 'mode') &&
            loop.loader !== undefined &&
            training.length > 0 &&
            !loaders.has(loop.loader) &&
            !loaders.has(undefined) &&
            !STATISTICS.test(loop.within ?? '');
          if (isEvaluation) found.push({ message: 'missing', step });
          return state;
        }
        default:
          return state;
      }
    },
  });
  return found;
}

const isBatchLoop = ({ name, over }: ProcedureStep): boolean => name === 'loop' && over === 'batches';
const modeOf = ({ mode }: ProcedureStep): Mode | 'maybe' => (mode === 'train' || mode === 'eval' ? mode : 'maybe');

/** The trained networks that a loop runs. */
function modelsOf({ body }: ProcedureStep, trained: ReadonlySet<string>): readonly string[] {
  const run = new Set([...allSteps(body)].flatMap(({ name, model }) => (name === 'forward' ? [model] : [])));
  return [...trained].filter((model) => run.has(model));
}
