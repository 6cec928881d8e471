"""Writes data/defaults.json: what the installed libraries do where an argument is left out.

Usage: python defaults.py [--timm-script train.py] [--tf-keras DIR]
The script is timm's train.py, which its package does not hold; DIR is a checkout of tf-keras.
"""

import argparse
import ast
import importlib.util
import inspect
import json
import math
import os
import pathlib

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SIGNATURES = """
torch.optim.SGD torch.optim.Adam torch.optim.AdamW torch.optim.NAdam torch.optim.RAdam torch.optim.Adamax
torch.optim.RMSprop torch.optim.Adagrad torch.optim.Adadelta torch.optim.ASGD torch.optim.Rprop torch.optim.LBFGS
torch.optim.Muon torch.optim.lr_scheduler.StepLR torch.optim.lr_scheduler.MultiStepLR
torch.optim.lr_scheduler.PolynomialLR torch.optim.lr_scheduler.CosineAnnealingLR
torch.optim.lr_scheduler.CosineAnnealingWarmRestarts torch.optim.lr_scheduler.ReduceLROnPlateau torch.optim.lr_scheduler.OneCycleLR
torch.utils.data.DataLoader torch.nn.CrossEntropyLoss torch.nn.NLLLoss torch.nn.BCELoss torch.nn.BCEWithLogitsLoss
torch.nn.KLDivLoss torch.nn.MSELoss torch.nn.L1Loss torch.nn.HuberLoss torch.nn.BatchNorm2d torch.nn.LayerNorm
torch.nn.GroupNorm torch.nn.InstanceNorm2d torch.nn.LeakyReLU torchvision.transforms.Resize
torchvision.transforms.RandomResizedCrop torchvision.transforms.RandomErasing torchvision.transforms.RandAugment
torchvision.transforms.TrivialAugmentWide torchvision.models.resnet.ResNet
keras.optimizers.SGD keras.optimizers.Adam keras.optimizers.AdamW keras.optimizers.Nadam keras.optimizers.Adamax
keras.optimizers.RMSprop keras.optimizers.Adagrad keras.optimizers.Adadelta keras.optimizers.Lion keras.optimizers.Lamb
keras.optimizers.Muon keras.optimizers.schedules.CosineDecay keras.optimizers.schedules.CosineDecayRestarts
keras.optimizers.schedules.ExponentialDecay keras.optimizers.schedules.PolynomialDecay
keras.callbacks.ReduceLROnPlateau keras.layers.BatchNormalization keras.layers.LayerNormalization keras.layers.Conv2D
keras.layers.Dense keras.layers.Embedding keras.losses.CategoricalCrossentropy keras.losses.BinaryCrossentropy
keras.losses.MeanSquaredError keras.losses.MeanAbsoluteError keras.losses.Huber keras.Model.fit keras.Model.compile
keras.applications.ResNet50 timm.optim.Lamb timm.optim.RMSpropTF timm.models.resnet.ResNet
transformers.TrainingArguments
""".split()


def resolve(name):
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            value = getattr(value, part)
        return value
    raise ImportError(name)


def plain(value):
    if isinstance(value, (bool, int, str)) or value is None:
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    return getattr(value, "value", None) if hasattr(value, "value") else str(value)


def signature(name):
    parameters = inspect.signature(resolve(name)).parameters.values()
    return {p.name: plain(p.default) for p in parameters if p.default is not inspect.Parameter.empty}


def signature_in_source(path, name, function="__init__"):
    """The same from a source file, for what is not installed."""
    for node in ast.walk(ast.parse(pathlib.Path(path).read_text())):
        if isinstance(node, ast.ClassDef) and node.name == name:
            for item in node.body:
                if isinstance(item, ast.FunctionDef) and item.name == function:
                    return arguments(item.args)
    raise LookupError(f"{name} in {path}")


def arguments(args):
    pairs = list(zip(args.args[len(args.args) - len(args.defaults) :], args.defaults))
    pairs += [(a, d) for a, d in zip(args.kwonlyargs, args.kw_defaults) if d is not None]
    found = {}
    for argument, default in pairs:
        try:
            found[argument.arg] = plain(ast.literal_eval(default))
        except ValueError:
            pass
    return found


def options(path):
    """The defaults of a script's options."""
    found = {}
    for node in ast.walk(ast.parse(pathlib.Path(path).read_text())):
        if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument"):
            continue
        names = [a.value for a in node.args if isinstance(a, ast.Constant) and str(a.value).startswith("--")]
        keywords = {k.arg: k.value for k in node.keywords}
        flag = getattr(keywords.get("action"), "value", None) == "store_true"
        value = keywords.get("default")
        try:
            default = plain(ast.literal_eval(value)) if value is not None else (False if flag else None)
        except ValueError:
            default = None
        for name in names:
            found[name] = default
    return found


def torch_steps(make, gradients, start=0.5):
    import torch

    weight = torch.nn.Parameter(torch.tensor([start], dtype=torch.float64))
    optimizer = make([weight])
    path = []
    for gradient, rate in gradients:
        if rate is not None:
            optimizer.param_groups[0]["lr"] = rate
        weight.grad = torch.tensor([gradient], dtype=torch.float64)
        optimizer.step()
        path.append(weight.item())
    return path


def keras_steps(make, gradients, start=0.5):
    import keras
    import numpy as np

    keras.config.set_floatx("float64")
    weight = keras.Variable(np.array([start]), dtype="float64")
    optimizer = make()
    optimizer.build([weight])
    path = []
    for gradient, rate in gradients:
        if rate is not None:
            optimizer.learning_rate = rate
        optimizer.apply([keras.ops.convert_to_tensor(np.array([gradient]), dtype="float64")], [weight])
        path.append(float(weight.numpy()[0]))
    keras.config.set_floatx("float32")
    return path


def behaviors():
    """Weights after steps with given gradients, to tell forms apart that no signature shows."""
    import keras
    import timm.optim
    import torch

    rising = [(0.3, 0.1), (0.2, 0.1), (-0.1, 0.01), (0.25, 0.01)]
    small = [(1e-3, None), (2e-3, None), (-1e-3, None)]
    decayed = [(0.3, None), (0.2, None)]
    return {
        "rising": rising,
        "small": small,
        "decayed": decayed,
        "start": 0.5,
        "momentum": {
            "torch.optim.SGD": torch_steps(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9), rising),
            "keras.optimizers.SGD": keras_steps(lambda: keras.optimizers.SGD(0.1, momentum=0.9), rising),
        },
        "epsilon": {
            "torch.optim.Adam": torch_steps(lambda p: torch.optim.Adam(p, lr=0.1, eps=0.01), small),
            "torch.optim.AdamW": torch_steps(lambda p: torch.optim.AdamW(p, lr=0.1, eps=0.01, weight_decay=0), small),
            "keras.optimizers.Adam": keras_steps(lambda: keras.optimizers.Adam(0.1, epsilon=0.01), small),
            "keras.optimizers.AdamW": keras_steps(
                lambda: keras.optimizers.AdamW(0.1, epsilon=0.01, weight_decay=0), small
            ),
        },
        "square": {
            "torch.optim.RMSprop": torch_steps(lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.9, eps=0.01), small),
            "keras.optimizers.RMSprop": keras_steps(lambda: keras.optimizers.RMSprop(0.1, rho=0.9, epsilon=0.01), small),
            "timm.optim.RMSpropTF": torch_steps(lambda p: timm.optim.RMSpropTF(p, lr=0.1, alpha=0.9, eps=0.01), small),
        },
        "adagrad": {
            "torch.optim.Adagrad": torch_steps(lambda p: torch.optim.Adagrad(p, lr=0.1, eps=0.01), small),
            "keras.optimizers.Adagrad": keras_steps(lambda: keras.optimizers.Adagrad(0.1, epsilon=0.01), small),
        },
        "decay": {
            "torch.optim.SGD": torch_steps(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.1), decayed),
            "torch.optim.Adam": torch_steps(lambda p: torch.optim.Adam(p, lr=0.1, eps=0.01, weight_decay=0.1), decayed),
            "torch.optim.AdamW": torch_steps(lambda p: torch.optim.AdamW(p, lr=0.1, eps=0.01, weight_decay=0.1), decayed),
            "keras.optimizers.SGD": keras_steps(
                lambda: keras.optimizers.SGD(0.1, momentum=0.9, weight_decay=0.1), decayed
            ),
            "keras.optimizers.AdamW": keras_steps(
                lambda: keras.optimizers.AdamW(0.1, epsilon=0.01, weight_decay=0.1), decayed
            ),
        },
    }


def residual_networks():
    """What the named residual networks are, read off the networks themselves."""
    import keras
    import timm
    import torch
    import torchvision

    found = {}
    for name in (
        "resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d resnext101_64x4d "
        "wide_resnet50_2 wide_resnet101_2"
    ).split():
        for library, build in (
            ("torchvision", lambda n: torchvision.models.get_model(n)),
            ("timm", lambda n: timm.create_model(n)),
        ):
            model = build(name)
            stages = [getattr(model, f"layer{i}") for i in range(1, 5)]
            block = stages[1][0]
            spatial = block.conv2 if hasattr(block, "conv3") else block.conv1
            norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
            convolutions = [m for m in model.modules() if isinstance(m, torch.nn.Conv2d)]
            last = stages[0][0].bn3 if hasattr(block, "conv3") else stages[0][0].bn2
            kernel = model.conv1.weight
            fan_out = kernel.shape[0] * kernel.shape[2] * kernel.shape[3]
            found[f"{library}.models.{name}"] = {
                "depths": [len(stage) for stage in stages],
                "widths": [next(reversed([m for m in s[-1].children() if isinstance(m, torch.nn.BatchNorm2d)])).num_features for s in stages],
                "block": type(block).__name__,
                "groups": spatial.groups,
                "stride": "3x3" if hasattr(block, "conv3") and block.conv2.stride == (2, 2) else "1x1" if hasattr(block, "conv3") else "not-applicable",
                "stem": [model.conv1.kernel_size[0], model.conv1.stride[0], model.conv1.out_channels, model.maxpool.kernel_size, model.maxpool.padding],
                "convBias": any(m.bias is not None for m in convolutions),
                "epsilon": sorted({m.eps for m in norms}),
                "momentum": sorted({m.momentum for m in norms}),
                "shortcut": [type(m).__name__ for m in block.downsample],
                "zeroGamma": bool((last.weight == 0).all()),
                # 1 where the standard deviation is that of He initialization over outputs.
                "stemStdOverHe": round(float(kernel.std()) / math.sqrt(2 / fan_out), 2),
                "denseStdOverDefault": round(float(model.fc.weight.std()) * math.sqrt(3 * model.fc.in_features), 2),
            }
    for name, depths in (("ResNet50", [3, 4, 6, 3]), ("ResNet101", [3, 4, 23, 3]), ("ResNet152", [3, 8, 36, 3])):
        model = getattr(keras.applications, name)(weights=None)
        layers = {layer.name: layer for layer in model.layers}
        counts = [len({n.split("_")[1] for n in layers if n.startswith(f"conv{i}_block")}) for i in range(2, 6)]
        norms = [m for m in model.layers if type(m).__name__ == "BatchNormalization"]
        found[f"keras.applications.{name}"] = {
            "depths": counts,
            "widths": [layers[f"conv{i}_block1_3_bn"].gamma.shape[0] for i in range(2, 6)],
            "stride": "1x1" if layers["conv3_block1_1_conv"].strides == (2, 2) else "3x3",
            "stem": [layers["conv1_conv"].kernel_size[0], layers["conv1_conv"].strides[0], layers["conv1_conv"].filters, layers["pool1_pool"].pool_size[0], layers["pool1_pad"].padding[0][0]],
            "convBias": all(m.use_bias for m in model.layers if type(m).__name__ == "Conv2D"),
            "epsilon": sorted({m.epsilon for m in norms}),
            "momentum": sorted({m.momentum for m in norms}),
            "kernel": type(layers["conv1_conv"].kernel_initializer).__name__,
            "classifier": layers["predictions"].activation.__name__,
            "zeroGamma": False,
        }
    return found


def initial_weights():
    """Spread of freshly made layers, over what the tables say of them."""
    import keras
    import torch

    torch.manual_seed(0)
    conv = torch.nn.Conv2d(64, 128, 3)
    dense = torch.nn.Linear(512, 512)
    embedding = torch.nn.Embedding(500, 500)
    lstm = torch.nn.LSTM(64, 100)
    bound = 1 / math.sqrt(64 * 9)
    glorot = keras.layers.Conv2D(128, 3)
    glorot.build((None, 8, 8, 64))
    limit = math.sqrt(6 / (64 * 9 + 128 * 9))
    embedded = keras.layers.Embedding(500, 500)
    embedded.build()
    return {
        "torch.nn.Conv2d": {"max": float(conv.weight.abs().max()) / bound, "bias": float(conv.bias.abs().max()) / bound},
        "torch.nn.Linear": {"max": float(dense.weight.abs().max()) * math.sqrt(512)},
        "torch.nn.Embedding": {"std": float(embedding.weight.std())},
        "torch.nn.LSTM": {"max": float(lstm.weight_hh_l0.abs().max()) * 10},
        "keras.layers.Conv2D": {"max": float(abs(glorot.kernel.numpy()).max()) / limit, "bias": float(abs(glorot.bias.numpy()).max())},
        "keras.layers.Embedding": {"max": float(abs(embedded.embeddings.numpy()).max()) / 0.05},
    }


def without_compiled_operators():
    """Lets torchvision load where its compiled operators do not fit the torch beside it; none of them is used here."""
    import torch

    compiled = pathlib.Path(importlib.util.find_spec("torchvision").origin).with_name("_C.so")
    try:
        torch.ops.load_library(compiled)
    except OSError:
        library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        return library


def main():
    kept_alive = without_compiled_operators()  # noqa: F841
    parser = argparse.ArgumentParser()
    parser.add_argument("--timm-script")
    parser.add_argument("--tf-keras")
    given = parser.parse_args()
    import keras
    import timm
    import torch
    import torchvision
    import transformers

    target = pathlib.Path(__file__).parent / "data" / "defaults.json"
    before = json.loads(target.read_text()) if target.exists() else {}
    signatures = {name: signature(name) for name in SIGNATURES}
    kept = lambda prefix: {k: v for k, v in before.get("signatures", {}).items() if k.startswith(prefix)}
    if given.tf_keras:
        root = pathlib.Path(given.tf_keras) / "tf_keras"
        for name in "SGD Adam AdamW Nadam Adamax RMSprop Adagrad Adadelta Lion".split():
            signatures[f"tf_keras.optimizers.{name}"] = signature_in_source(root / "optimizers" / f"{name.lower()}.py", name)
        schedules = root / "optimizers" / "schedules" / "learning_rate_schedule.py"
        for name in "CosineDecay CosineDecayRestarts ExponentialDecay PolynomialDecay".split():
            signatures[f"tf_keras.optimizers.schedules.{name}"] = signature_in_source(schedules, name)
        signatures["tf_keras.callbacks.ReduceLROnPlateau"] = signature_in_source(root / "callbacks.py", "ReduceLROnPlateau")
        signatures["tf_keras.Model.fit"] = signature_in_source(root / "engine" / "training.py", "Model", "fit")
    else:
        signatures.update(kept("tf_keras."))
    data = {
        "versions": {m.__name__: m.__version__.split("+")[0] for m in (torch, torchvision, keras, timm, transformers)},
        "signatures": signatures,
        "options": options(given.timm_script) if given.timm_script else before.get("options", {}),
        "behaviors": behaviors(),
        "residualNetworks": residual_networks(),
        "initialWeights": initial_weights(),
    }
    target.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n")


main()
