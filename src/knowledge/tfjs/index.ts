import { IMAGES } from '../images/sources.ts';
import { JAVASCRIPT_INPUTS } from '../javascript/inputs.ts';
import { LISTS } from '../javascript/lists.ts';
import { ORT_LIBRARY } from '../ort/calls.ts';
import { collectOrt, servedModels } from '../ort/collect.ts';
import { combineLibraries, type ScriptKnowledge } from '../script.ts';
import { TF_LIBRARY } from './calls.ts';
import { collectTfjs } from './collect.ts';

/** TensorFlow.js, and the libraries that scripts of it take their options with. */
export const TFJS: ScriptKnowledge = {
  library: combineLibraries([JAVASCRIPT_INPUTS, TF_LIBRARY, ORT_LIBRARY, IMAGES, LISTS]),
  models: servedModels,
  collect: (context) => [...collectTfjs(context), ...collectOrt(context)],
};
