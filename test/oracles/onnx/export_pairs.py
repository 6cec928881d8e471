"""Exports pairs of networks of torchvision, equal and with one planted difference, and what is true of each.

    python export_pairs.py OUTPUT

Writes ONNX files with their weights, and `pairs.json`: {title, a, b, equal, place (a regular expression), share}.
The table of what `resaudit verify` makes of them is written by bench/verify-pairs.mjs.
"""

import copy
import json
import logging
import pathlib
import sys
import warnings

import onnx
import torch
import torchvision
from torch import nn

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
FOLDER = pathlib.Path(sys.argv[1])
FOLDER.mkdir(parents=True, exist_ok=True)
SIZE = 64
PAIRS = []


def export(model, name, folded=True, dynamo=False, half=False):
    model = model.eval()
    x = torch.randn(1, 3, SIZE, SIZE)
    if half:
        model, x = model.half(), x.half()
    path = str(FOLDER / f"{name}.onnx")
    names = dict(input_names=["x"], output_names=["y"])
    if dynamo:
        shapes = ({0: torch.export.Dim("batch")},)
        torch.onnx.export(model, (x,), path, dynamo=True, dynamic_shapes=shapes, verbose=False, external_data=False, **names)
        return
    more = {} if folded else dict(do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE)
    axes = {"x": {0: "batch"}, "y": {0: "batch"}}
    torch.onnx.export(model, x, path, dynamo=False, opset_version=17, dynamic_axes=axes, **names, **more)


def pair(title, a, b, place=None, share=None):
    PAIRS.append(dict(title=title, a=f"{a}.onnx", b=f"{b}.onnx", equal=place is None, place=place, share=share))


def lively(model, seed=0):
    """Norms that do something, as those of a trained network."""
    torch.manual_seed(seed)
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            nn.init.uniform_(m.weight, 0.5, 1.5)
            nn.init.normal_(m.bias, 0, 0.1)
            m.running_mean.normal_(0, 0.1)
            m.running_var.uniform_(0.5, 1.5)
    return model


def rewrite(name, out, change):
    model = onnx.load(FOLDER / f"{name}.onnx")
    change(model)
    onnx.save(model, FOLDER / f"{out}.onnx")


def rename(model):
    names = {}
    for i, t in enumerate(model.graph.initializer):
        names[t.name] = f"w{i}"
    for node in model.graph.node:
        for output in node.output:
            if output != "y":
                names[output] = f"t{len(names)}"
    for t in model.graph.initializer:
        t.name = names[t.name]
    for node in model.graph.node:
        node.name = ""
        node.input[:] = [names.get(n, n) for n in node.input]
        node.output[:] = [names.get(n, n) for n in node.output]
    del model.graph.value_info[:]


def reorder(model):
    for node in model.graph.node:
        if node.op_type == "Add":
            node.input[:] = list(node.input)[::-1]


torch.manual_seed(0)
base = lively(torchvision.models.resnet18())
export(base, "resnet18")
export(base, "resnet18-unfolded", folded=False)
export(base, "resnet18-dynamo", dynamo=True)
export(copy.deepcopy(base), "resnet18-half", half=True)
rewrite("resnet18", "resnet18-renamed", rename)
rewrite("resnet18", "resnet18-reordered", reorder)
torch.manual_seed(1)
export(torchvision.models.resnet18(), "resnet18-seed1")
pair("the same file", "resnet18", "resnet18")
pair("norms folded, and not", "resnet18", "resnet18-unfolded")
pair("both exporters of PyTorch", "resnet18", "resnet18-dynamo")
pair("renamed", "resnet18", "resnet18-renamed")
pair("reordered", "resnet18", "resnet18-reordered")
pair("half precision", "resnet18", "resnet18-half")
pair("another seed, weights shared", "resnet18", "resnet18-seed1", share="generic")
pair("another seed, weights of A", "resnet18-unfolded", "resnet18-seed1", share="a")


def planted(title, name, change, place, share=None, **options):
    model = copy.deepcopy(base)
    change(model)
    export(model, name, **options)
    pair(title, "resnet18" if options.get("folded", True) else "resnet18-unfolded", name, place, share)


def stride(m):
    m.layer3[0].conv1.stride, m.layer3[0].conv2.stride = (1, 1), (2, 2)


def epsilon(m):
    m.layer2[1].bn1.eps = 1e-3


def activation(m):
    m.layer2[0].relu = nn.LeakyReLU(0.01)


def no_activation(m):
    b = m.layer3[1]
    b.forward = lambda x: torch.relu(b.bn2(b.conv2(b.bn1(b.conv1(x)))) + x)


def no_residual(m):
    b = m.layer2[1]
    b.forward = lambda x: torch.relu(b.bn2(b.conv2(torch.relu(b.bn1(b.conv1(x))))))


def pool(m):
    m.maxpool = nn.AvgPool2d(3, 2, 1)


def padding(m):
    conv = m.layer1[1].conv1
    conv.padding_mode, conv._reversed_padding_repeated_twice = "reflect", [1, 1, 1, 1]


def initialization(m):
    torch.manual_seed(7)
    nn.init.kaiming_normal_(m.layer3[0].conv2.weight)


planted("stride moved", "stride", stride, "stage 3, block 1, first 3×3 convolution")
planted("epsilon, folded", "epsilon", epsilon, "stage 2, block 2, first 3×3 convolution")
planted("epsilon", "epsilon-unfolded", epsilon, "stage 2, block 2, first normalization", folded=False)
planted("one activation", "activation", activation, "stage 2, block 1, first activation")
planted("missing activation", "no-activation", no_activation, "stage 3, block 2, second 3×3 convolution")
planted("missing residual", "no-residual", no_residual, "stage 2, block 2, second activation")
planted("pooling", "pool", pool, "the stem, max pool")
planted("padding", "padding", padding, "stage 1, block 2,")
planted("one layer drawn anew", "initialization", initialization, "stage 3, block 1, second 3×3 convolution")
pair("stride moved, weights shared", "resnet18-seed1", "stride", "stage 3, block 1, first 3×3 convolution", "generic")
pair("one activation, weights shared", "resnet18-seed1", "activation", "stage 2, block 1, first activation", "generic")
pair("missing residual, weights shared", "resnet18-seed1", "no-residual", "stage 2, block 2, second activation", "generic")

for name in ("mobilenet_v2", "densenet121"):
    torch.manual_seed(0)
    model = lively(getattr(torchvision.models, name)(weights=None))
    export(model, name)
    export(model, f"{name}-dynamo", dynamo=True)
    pair(f"{name}, both exporters", name, f"{name}-dynamo")

torch.manual_seed(0)
model = lively(torchvision.models.resnet50())
SIZE = 224
export(model, "resnet50")
export(model, "resnet50-unfolded", folded=False)
pair("resnet50, norms folded, and not", "resnet50", "resnet50-unfolded")
(FOLDER / "pairs.json").write_text(json.dumps(PAIRS, ensure_ascii=False, indent=1))
