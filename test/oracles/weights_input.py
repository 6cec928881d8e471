"""Which input published weights expect: test/oracles/data/weights-input.json.

Needs torchvision, timm and keras. Means and standard deviations are those of the libraries' own transforms, as the
network gets (x / 255 - mean) / std for an RGB pixel x in 0..255, or `slope` and `offset` measured on two pixels.
"""

import json
import pathlib

import numpy as np
import timm
import torchvision.models as tv
from timm.models import get_pretrained_cfg, list_pretrained


def torchvision_rows():
    for name in sorted(tv.list_models(module=tv)):
        for weights in tv.get_model_weights(name):
            transforms = weights.transforms()
            yield {"source": "torchvision", "name": name, "id": weights.name, "mean": transforms.mean, "std": transforms.std}


def timm_rows():
    for full in sorted(list_pretrained()):
        config = get_pretrained_cfg(full)
        yield {"source": "timm", "name": full, "id": full.partition(".")[2], "mean": list(config.mean), "std": list(config.std)}


KERAS = {
    "densenet": ["DenseNet121", "DenseNet169", "DenseNet201"],
    "inception_resnet_v2": ["InceptionResNetV2"],
    "inception_v3": ["InceptionV3"],
    "mobilenet": ["MobileNet"],
    "mobilenet_v2": ["MobileNetV2"],
    "nasnet": ["NASNetLarge", "NASNetMobile"],
    "resnet": ["ResNet50", "ResNet101", "ResNet152"],
    "resnet_v2": ["ResNet50V2", "ResNet101V2", "ResNet152V2"],
    "vgg16": ["VGG16"],
    "vgg19": ["VGG19"],
    "xception": ["Xception"],
}


def keras_rows():
    import keras

    probes = np.stack([np.zeros((1, 1, 3)), np.full((1, 1, 3), 255.0), np.full((1, 1, 3), [255.0, 0.0, 0.0])])
    for module, names in KERAS.items():
        function = getattr(keras.applications, module).preprocess_input
        low, high, red = np.asarray(function(probes.astype("float64")))[:, 0, 0, :]
        bgr = bool(red[2] == high[2])
        slope, offset = (high - low) / 255, low
        if bgr:
            slope, offset = slope[::-1], offset[::-1]
        for name in names:
            yield {
                "source": "keras",
                "name": name,
                "id": "imagenet",
                "slope": slope.tolist(),
                "offset": offset.tolist(),
                "channelOrder": "bgr" if bgr else "rgb",
            }


groups = {}
for row in [*torchvision_rows(), *timm_rows(), *keras_rows()]:
    weights = f"{row.pop('name')} {row.pop('id')}"
    groups.setdefault(json.dumps(row), []).append(weights)
target = pathlib.Path(__file__).parent / "data" / "weights-input.json"
lines = ",\n".join(json.dumps({**json.loads(key), "weights": weights}) for key, weights in groups.items())
target.write_text(f'{{"timm": "{timm.__version__}", "groups": [\n{lines}\n]}}\n')
print(sum(map(len, groups.values())))
