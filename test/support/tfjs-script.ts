/** A script that makes a small network of TensorFlow.js, in front of what is given. */
export const tfjsScript = (rest: string): string => `const tf = require('@tensorflow/tfjs-node');
const first = tf.layers.conv2d({ inputShape: [32, 32, 3], filters: 8, kernelSize: 3, activation: 'relu' });
const last = tf.layers.dense({ units: 4, activation: 'softmax' });
const model = tf.sequential({ layers: [first, tf.layers.flatten(), last] });
${rest}
`;
