"""Exports known networks to ONNX without their weights.

    python export_torch.py OUTPUT [NAME...]

Variants: `ts` (TorchScript exporter, inference, batch norm folded), `dynamo` (torch.export exporter, the same),
`raw` (torch.export exporter without optimization, batch norm kept), `train` (TorchScript exporter, training mode); of the
networks that tests change, also `ts9`, `ts11` and `ts16` (TorchScript exporter, training mode, of that version of the
operators) and `half` (weights and arithmetic in float16, training mode).
Weights of more than 16 elements become references to an external file that is not kept, unless they are few and all equal;
stack traces and doc strings are dropped, since they hold paths of the machine.
"""

import gzip
import io
import json
import logging
import pathlib
import re
import sys
import warnings

import numpy as np
import onnx
import torch
from networks import NETWORKS, TORCHVISION
from onnx import TensorProto, numpy_helper

KEEP, KEEP_EQUAL = 16, 4096
CHANGED = "resnet18 resnet50 mobilenet_v2 densenet121 efficientnet_b0 convnext_tiny vit_b_16".split()


def strip(model):
    offset = 0

    def tensor(t):
        nonlocal offset
        if t.data_type not in (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE, TensorProto.BFLOAT16):
            return
        array = numpy_helper.to_array(t)
        if array.size <= KEEP or (array.size <= KEEP_EQUAL and (array == array.flat[0]).all()):
            return
        length = array.nbytes
        for field in ("raw_data", "float_data", "int32_data", "double_data"):
            t.ClearField(field)
        t.data_location = TensorProto.EXTERNAL
        del t.external_data[:]
        for key, value in (("location", "weights.bin"), ("offset", str(offset)), ("length", str(length))):
            t.external_data.add(key=key, value=value)
        offset += length

    def graph(g):
        g.ClearField("doc_string")
        for t in g.initializer:
            tensor(t)
        for node in g.node:
            node.ClearField("doc_string")
            kept = [(p.key, p.value) for p in node.metadata_props if "stack_trace" not in p.key]
            del node.metadata_props[:]
            for key, value in kept:
                if key in ("namespace", "pkg.onnxscript.rewriter.rule_name"):
                    node.metadata_props.add(key=key, value=value)
            for attribute in node.attribute:
                if attribute.HasField("t"):
                    tensor(attribute.t)
                if attribute.HasField("g"):
                    graph(attribute.g)
        for v in list(g.value_info) + list(g.input) + list(g.output):
            del v.metadata_props[:]
        del g.metadata_props[:]

    graph(model.graph)
    del model.metadata_props[:]
    model.ClearField("doc_string")
    for f in model.functions:
        f.ClearField("doc_string")
    return model


def export(build, size, variant):
    torch.manual_seed(0)
    network = build()
    opset = re.fullmatch(r"ts(\d+)", variant)
    trains = variant in ("train", "half") or opset is not None
    x = torch.randn(2 if trains else 1, 3, size, size)
    buffer = io.BytesIO()
    if variant == "half":
        network, x = network.half(), x.half()
    if trains or variant == "ts":
        network.train(trains)
        mode = torch.onnx.TrainingMode.TRAINING if trains else torch.onnx.TrainingMode.EVAL
        torch.onnx.export(
            network, (x,), buffer, dynamo=False, opset_version=int(opset[1]) if opset else 17, training=mode,
            do_constant_folding=variant == "ts", input_names=["input"], output_names=["output"],
            dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}},
        )
        return onnx.load_from_string(buffer.getvalue())
    network.eval()
    program = torch.onnx.export(network, (x,), dynamo=True, optimize=variant == "dynamo", verbose=False)
    return program.model_proto


def published(name):
    """Billions of multiply-adds for one image of 224 pixels, as torchvision publishes them with its weights."""
    if name not in TORCHVISION + ["googlenet"]:
        return {}
    import torchvision

    operations = [w.meta["_ops"] for w in torchvision.models.get_model_weights(name) if "_ops" in w.meta]
    return {"billions": operations[0]} if operations else {}


def main():
    output = pathlib.Path(sys.argv[1])
    names = sys.argv[2:] or list(NETWORKS)
    variants = ["ts", "dynamo", "raw", "train"]
    output.mkdir(parents=True, exist_ok=True)
    index_path = output / "index.json"
    index = json.loads(index_path.read_text()) if index_path.exists() else {}
    for name in names:
        build, size = NETWORKS[name]
        for variant in variants + (["ts9", "ts11", "ts16", "half"] if name in CHANGED else []):
            path = output / f"{name}.{variant}.onnx.gz"
            if path.exists():
                continue
            try:
                model = strip(export(build, size, variant))
            except Exception as error:
                print(name, variant, "failed:", str(error)[:200], flush=True)
                continue
            path.write_bytes(gzip.compress(model.SerializeToString(deterministic=True), 9, mtime=0))
            torch.manual_seed(0)
            network = build()
            parameters = sum(p.numel() for p in network.parameters())
            index[name] = {**index.get(name, {}), "parameters": parameters, **published(name)}
            index_path.write_text(json.dumps(index, indent=1, sort_keys=True) + "\n")
            print(name, variant, path.stat().st_size, flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    np.seterr(all="ignore")
    main()
