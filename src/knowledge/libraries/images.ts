import { RESIZES } from '../conditions.ts';
import { type Condition, type Construct, type Library, type Row, row } from '../library.ts';

const PILLOW: Library = { name: 'Pillow', checked: '12' };
const OPENCV: Library = { name: 'opencv', checked: '5.0' };
const TENSORFLOW: Library = { name: 'tensorflow', checked: '2.21' };
const KERAS: Library = { name: 'keras', checked: '3.15' };
const ALBUMENTATIONS: Library = { name: 'albumentations', checked: '2.0' };

const resize = (
  library: Library,
  callable: string,
  name: string,
  rows: readonly Row[],
  when: readonly Condition[] = [],
): Construct => ({
  library,
  callable,
  when: [RESIZES, { path: 'preprocess.*.resize.library', is: [name] }, ...when],
  rows,
});

/** The area filter averages what it covers; of the others OpenCV widens none. */
const NOT_AREA: Condition = { path: 'preprocess.*.resize.interpolation', isNot: ['area'] };

/** What image libraries do whatever the framework is. */
export const imageLibraries = (): readonly Construct[] => [
  resize(PILLOW, 'PIL.Image.resize', 'pil', [row('preprocess.*.resize.pixelCenter', 'half')]),
  resize(
    PILLOW,
    'PIL.Image.resize',
    'pil',
    [row('preprocess.*.resize.antialias', true)],
    [{ path: 'preprocess.*.resize.interpolation', isNot: ['nearest'] }],
  ),
  resize(OPENCV, 'cv2.resize', 'opencv', [
    row('preprocess.*.resize.interpolation', 'bilinear', 'interpolation'),
    row('preprocess.*.resize.pixelCenter', 'half'),
  ]),
  resize(OPENCV, 'cv2.resize', 'opencv', [row('preprocess.*.resize.antialias', false)], [NOT_AREA]),
  resize(TENSORFLOW, 'tf.image.resize', 'tensorflow', [
    row('preprocess.*.resize.interpolation', 'bilinear', 'method'),
    row('preprocess.*.resize.antialias', false, 'antialias'),
    row('preprocess.*.resize.pixelCenter', 'half'),
  ]),
  resize(ALBUMENTATIONS, 'albumentations.Resize', 'albumentations', [
    row('preprocess.*.resize.interpolation', 'bilinear', 'interpolation'),
    row('preprocess.*.resize.pixelCenter', 'half'),
  ]),
  resize(
    ALBUMENTATIONS,
    'albumentations.Resize',
    'albumentations',
    [row('preprocess.*.resize.antialias', false)],
    [NOT_AREA],
  ),
  {
    library: ALBUMENTATIONS,
    callable: 'albumentations.RandomResizedCrop',
    when: [
      { path: 'preprocess.train.crop.policy', is: ['random-area'] },
      { path: 'preprocess.train.resize.library', is: ['albumentations'] },
    ],
    rows: [
      row('augment.randomResizedCrop.scale', [0.08, 1], 'scale'),
      row('augment.randomResizedCrop.ratio', [0.75, 4 / 3], 'ratio'),
      row('augment.randomResizedCrop.probability', 1, 'p'),
    ],
  },
  {
    library: KERAS,
    callable: 'tf.keras.preprocessing.image.ImageDataGenerator.flow_from_directory',
    when: [{ path: 'preprocess.*.resize.library', is: ['keras-generator'] }],
    rows: [
      row('preprocess.*.resize.interpolation', 'nearest', 'interpolation'),
      row('preprocess.*.resize.policy', 'exact', 'keep_aspect_ratio'),
    ],
  },
];
