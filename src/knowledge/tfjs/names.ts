/** Qualified names of TensorFlow.js under one root, however they were imported. */

const PACKAGES =
  /^@tensorflow\/tfjs(?:-(?:node|node-gpu|core|layers|data|react-native|backend-[a-z]+))?(?:\/dist\/[\w./-]+)?(?=\.(?!\.)|$)/;

/** Classes by the function that makes the same. */
const CLASSES: Readonly<Record<string, string>> = {
  SGDOptimizer: 'train.sgd',
  MomentumOptimizer: 'train.momentum',
  AdamOptimizer: 'train.adam',
  AdamaxOptimizer: 'train.adamax',
  AdagradOptimizer: 'train.adagrad',
  AdadeltaOptimizer: 'train.adadelta',
  RMSPropOptimizer: 'train.rmsprop',
};

/** Globals that a page or Node gives to every script, beside the language's own. */
const GLOBALS = new Set([
  'tf',
  'ort',
  'cv',
  'document',
  'navigator',
  'location',
  'process',
  'fetch',
  'performance',
  'localStorage',
  'setTimeout',
  'setInterval',
  'requestAnimationFrame',
  'alert',
  'Buffer',
  '__dirname',
  '__filename',
]);

export const isGlobal = (name: string): boolean => GLOBALS.has(name);

/** The canonical name of a name: `@tensorflow/tfjs-node.train.adam` is `tf.train.adam`. */
export function resolveName(name: string): string {
  const plain = name
    .replace(/^globalThis\.(?=tf(?:\.|$))/, '')
    .replace(PACKAGES, 'tf')
    .replace(/^tf\.default(?=\.|$)/, 'tf');
  const [, className] = /^tf\.(\w+)$/.exec(plain) ?? [];
  return className !== undefined && Object.hasOwn(CLASSES, className) ? `tf.${CLASSES[className]}` : plain;
}
