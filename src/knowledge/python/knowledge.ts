import { collectKeras } from '../keras/collect.ts';
import { KERAS_LIBRARY } from '../keras/index.ts';
import { lightningLibrary } from '../lightning/index.ts';
import { collectPytorch } from '../pytorch/collect.ts';
import { CONTAINERS } from '../pytorch/containers.ts';
import { PYTORCH } from '../pytorch/index.ts';
import { collectProcedure } from '../pytorch/procedure.ts';
import { combineLibraries, type Overlay, overlaid, type ScriptKnowledge } from '../script.ts';
import { TIMM_LIBRARY } from '../timm/index.ts';
import type { ParserInputs } from './given.ts';
import { standardLibrary } from './index.ts';

/** What Python scripts use: the standard library, PyTorch and torchvision. One a run, since parsers are remembered. */
export function pythonKnowledge(inputs: ParserInputs = {}): ScriptKnowledge {
  const overlay: Overlay = { current: undefined };
  return {
    overlay,
    library: combineLibraries([
      overlaid(overlay),
      CONTAINERS,
      PYTORCH,
      lightningLibrary(),
      TIMM_LIBRARY,
      KERAS_LIBRARY,
      standardLibrary(inputs),
    ]),
    collect(context) {
      const read = [...collectPytorch(context), ...collectKeras(context)];
      return [...collectProcedure(context, read), ...read];
    },
  };
}
