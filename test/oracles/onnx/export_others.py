"""Exports small networks: one in float32 without its weights and quantized in three ways, and tables and recurrent layers as PyTorch initializes them.

    python export_others.py OUTPUT
"""

import gzip
import io
import logging
import pathlib
import sys
import tempfile
import warnings

import numpy as np
import onnx
import torch
from export_torch import strip
from networks import CifarResNet
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_dynamic, quantize_static
from torch import nn


class Sentences(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(500, 32)
        self.state = nn.LSTM(32, 64, batch_first=True)
        self.scores = nn.Linear(64, 5)

    def forward(self, x):
        return self.scores(self.state(self.words(x))[0][:, -1])


class Zeros(CalibrationDataReader):
    """One input for calibration: what the scales are is of no interest."""

    def __init__(self):
        self.left = [{"input": np.random.default_rng(0).normal(size=(1, 3, 32, 32)).astype(np.float32)}]

    def get_next(self):
        return self.left.pop() if self.left else None


def small():
    network = CifarResNet(1)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
    return network


def export(network, x, **options):
    buffer = io.BytesIO()
    torch.onnx.export(network.eval(), (x,), buffer, dynamo=False, opset_version=17, input_names=["input"], **options)
    return onnx.load_from_string(buffer.getvalue())


def main():
    output = pathlib.Path(sys.argv[1])
    torch.manual_seed(0)
    models = {"sentences": export(Sentences(), torch.randint(0, 500, (1, 12)))}
    models["cifar_resnet8"] = export(small(), torch.randn(1, 3, 32, 32))
    with tempfile.TemporaryDirectory() as folder:
        source = f"{folder}/source.onnx"
        onnx.save(models["cifar_resnet8"], source)
        for name, kind in (("qdq", QuantFormat.QDQ), ("integer", QuantFormat.QOperator)):
            quantize_static(source, f"{folder}/{name}.onnx", Zeros(), quant_format=kind)
            models[f"cifar_resnet8.{name}"] = onnx.load(f"{folder}/{name}.onnx")
        quantize_dynamic(source, f"{folder}/dynamic.onnx")
        models["cifar_resnet8.dynamic"] = onnx.load(f"{folder}/dynamic.onnx")
    models["cifar_resnet8"] = strip(models["cifar_resnet8"])
    for name, model in models.items():
        for node in model.graph.node:
            node.ClearField("doc_string")
        path = output / f"{name}.onnx.gz"
        path.write_bytes(gzip.compress(model.SerializeToString(deterministic=True), 9, mtime=0))
        print(name, path.stat().st_size, flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    main()
