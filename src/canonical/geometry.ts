import type { RulePath, ValueOf } from '../spec/paths.ts';
import { type Derivation, type Derived, derivation, type Known, type Underived } from './derivation.ts';
import { blocked } from './known.ts';

type Size = ValueOf<'preprocess.*.crop.size'>;
const resize = 'preprocess.*.resize' as const;
const crop = 'preprocess.*.crop' as const;

const shorter = (size: Size): number => (typeof size === 'number' ? size : Math.min(...size));

/** A crop out of the middle of an image whose short side was made `resize.size`. */
function isCentered(known: Known): boolean {
  return known.value(`${resize}.policy`) === 'short-side' && known.value(`${crop}.policy`) === 'center';
}

function fraction(known: Known): Derived | undefined {
  const [size, whole] = [known.value(`${crop}.size`), known.value(`${resize}.size`)];
  if (size === undefined || whole === undefined || !isCentered(known)) return undefined;
  return {
    value: shorter(size) / shorter(whole),
    from: [`${crop}.size`, `${resize}.size`],
    how: 'crop over short side',
  };
}

/** As timm: a crop of 224 at 0.875 is out of 256, at 0.95 out of 235. */
function resizeSize(known: Known): Derived | undefined {
  const [size, share] = [known.value(`${crop}.size`), known.value(`${crop}.fraction`)];
  if (size === undefined || share === undefined || share === 0 || !isCentered(known)) return undefined;
  return {
    value: Math.floor(shorter(size) / share + 1e-9),
    from: [`${crop}.size`, `${crop}.fraction`],
    how: 'crop size / fraction, rounded down',
  };
}

/** What reaches the network, by the last step that sets a size. */
function inputSize(phase: 'train' | 'eval'): (known: Known) => Derived | undefined {
  const at = <L extends string>(last: L) => `preprocess.${phase}.${last}` as const;
  return (known) => {
    const [cropPolicy, cropped] = [known.value(at('crop.policy')), known.value(at('crop.size'))];
    if (cropPolicy !== undefined && cropPolicy !== 'none') {
      if (cropped === undefined) return undefined;
      return {
        value: cropped,
        from: [at('crop.size'), at('crop.policy')],
        how: 'the crop is what reaches the network',
      };
    }
    const [policy, size] = [known.value(at('resize.policy')), known.value(at('resize.size'))];
    const exact = policy === 'exact' || policy === 'long-side-pad';
    if (cropPolicy === undefined || !exact || size === undefined) return undefined;
    const from = [at('resize.size'), at('resize.policy'), at('crop.policy')];
    return { value: size, from, how: 'resized to this size' };
  };
}

/** Libraries that resize by OpenCV's kernels, which widen for `area` only. */
const BY_OPENCV = new Set(['opencv', 'mmcv', 'albumentations']);

function antialias(known: Known): Derived | Underived | undefined {
  const library = known.value(`${resize}.library`);
  const filter = known.value(`${resize}.interpolation`);
  const from: RulePath[] = [`${resize}.library`, `${resize}.interpolation`];
  if (filter === 'nearest') return { value: false, from: [`${resize}.interpolation`], how: 'nearest takes one pixel' };
  if (library === 'pil') {
    if (filter === undefined) return blocked(known, `${resize}.interpolation`);
    return { value: true, from, how: 'PIL widens its filters when shrinking' };
  }
  if (library !== undefined && BY_OPENCV.has(library)) {
    if (filter === undefined) return blocked(known, `${resize}.interpolation`);
    return { value: filter === 'area', from, how: 'OpenCV widens for area only' };
  }
  if (library === 'tfjs') return { value: false, from: [`${resize}.library`], how: 'tfjs has no antialiasing' };
  if (library === 'tensorflow' || library === 'keras') {
    return { value: false, from: [`${resize}.library`], how: 'off unless asked for' };
  }
  return library === 'torch' ? antialiasOfTensors(known) : undefined;
}

/** torchvision resizes tensors with antialiasing from 0.17 (PyTorch 2.2) on. */
function antialiasOfTensors(known: Known): Derived | Underived {
  const version = known.value('framework.version');
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? '')?.map(Number) ?? [];
  const framework = known.value('framework.name');
  if (framework !== 'pytorch' || major === undefined || minor === undefined) {
    return blocked(known, 'framework.version', 'whether tensors are antialiased depends on the version of torchvision');
  }
  const value = major === 0 ? minor >= 17 : major > 2 || (major === 2 && minor >= 2);
  return {
    value,
    from: [`${resize}.library`, 'framework.name', 'framework.version'],
    how: 'default for tensors: on from torchvision 0.17',
  };
}

const HALF_PIXEL = new Set(['pil', 'opencv', 'torch', 'keras', 'mmcv', 'albumentations']);

function pixelCenter(known: Known): Derived | undefined {
  const library = known.value(`${resize}.library`);
  if (library === undefined) return undefined;
  const from: RulePath[] = [`${resize}.library`];
  if (library === 'tfjs') return { value: 'legacy', from, how: 'tfjs: halfPixelCenters is off unless asked for' };
  if (library === 'tensorflow') {
    const old = /^v?1\./.test(known.value('framework.version') ?? '');
    return {
      value: old ? 'legacy' : 'half',
      from: [...from, 'framework.version'],
      how: old ? 'TensorFlow 1: half pixel centers are off' : 'TensorFlow 2: half pixel centers',
    };
  }
  return HALF_PIXEL.has(library) ? { value: 'half', from, how: 'half pixel centers' } : undefined;
}

export const GEOMETRY: readonly Derivation[] = [
  derivation(`${crop}.fraction`, fraction),
  derivation(`${resize}.size`, resizeSize),
  derivation('input.size.train', inputSize('train')),
  derivation('input.size.eval', inputSize('eval')),
  derivation(`${resize}.antialias`, antialias),
  derivation(`${resize}.pixelCenter`, pixelCenter),
];
