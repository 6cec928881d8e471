import { defineRule } from '../../src/rule.ts';

/** Decoders built on libjpeg or its faster twin with their default settings give the same pixels. */
const LIBJPEG: ReadonlySet<string> = new Set(['pil', 'turbojpeg', 'torchvision', 'libjpeg']);

export default defineRule({
  id: 'decode/library',
  title: 'Images are decoded by another library',
  why: 'Decoders differ in the inverse transform and in how they enlarge chroma, so pixels differ by a few levels at edges.',
  help: 'Decode by the same library where figures must agree to the last tenth; else leave it.',
  effect: null,
  scope: ['train', 'eval', 'serve'],
  images: true,
  messages: { differs: 'decoded by {a} against {b}' },
  compare: {
    reads: ['data.decoder'],
    check({ a, b, same, equivalent, different }) {
      const [decoderA, decoderB] = [a.value('data.decoder'), b.value('data.decoder')];
      if (decoderA === decoderB) return same();
      if (LIBJPEG.has(decoderA ?? '') && LIBJPEG.has(decoderB ?? ''))
        return equivalent(`${decoderA} and ${decoderB} both decode by libjpeg`);
      return different('differs', { severity: 'info', a: decoderA, b: decoderB });
    },
  },
});
