import { combineLibraries, type ScriptKnowledge } from '../script.ts';

/** TensorFlow.js, and the image libraries that scripts of it prepare their inputs with. */
export const TFJS: ScriptKnowledge = {
  library: combineLibraries([]),
  collect: () => [],
};
