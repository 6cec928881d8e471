"""Exports networks of keras.applications to ONNX without their weights, by the routes that Keras has.

    KERAS_BACKEND=torch python export_keras.py OUTPUT [NAME...]
    KERAS_BACKEND=tensorflow python export_keras.py OUTPUT [NAME...]     needs tf2onnx

Variants: `keras-torch` (`Model.export(format="onnx")` on the backend PyTorch, channels last as Keras has it, inference) and
`keras-tf` (the same on TensorFlow, by tf2onnx). Weights are left out as export_torch.py does.
"""

import gzip
import json
import math
import os
import pathlib
import sys
import tempfile
import warnings

import numpy as np
import onnx

sys.path.insert(0, os.path.dirname(__file__))
from export_torch import strip  # noqa: E402

NETWORKS = """ResNet50 ResNet101 ResNet152 ResNet50V2 VGG16 VGG19 DenseNet121 DenseNet169 DenseNet201 MobileNetV2
MobileNetV3Large EfficientNetB0 ConvNeXtTiny ConvNeXtSmall""".split()


def main():
    import keras

    backend = keras.config.backend()
    variant = {"torch": "keras-torch", "tensorflow": "keras-tf"}[backend]
    output = pathlib.Path(sys.argv[1])
    output.mkdir(parents=True, exist_ok=True)
    index_path = output / "index.json"
    index = json.loads(index_path.read_text()) if index_path.exists() else {}
    for name in sys.argv[2:] or NETWORKS:
        path = output / f"keras_{name}.{variant}.onnx.gz"
        if path.exists():
            continue
        keras.utils.set_random_seed(0)
        network = getattr(keras.applications, name)(weights=None, input_shape=(224, 224, 3))
        network(np.zeros((1, 224, 224, 3), "float32"))
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "model.onnx")
            try:
                network.export(file, format="onnx", verbose=False)
                model = onnx.load(file)
            except Exception as error:
                print(name, variant, "failed:", str(error)[:400], flush=True)
                continue
        path.write_bytes(gzip.compress(strip(model).SerializeToString(deterministic=True), 9, mtime=0))
        parameters = sum(math.prod(p.shape) for p in network.trainable_weights)
        index[f"keras_{name}"] = {"parameters": parameters}
        index_path.write_text(json.dumps(index, indent=1, sort_keys=True) + "\n")
        print(name, variant, path.stat().st_size, flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
