"""Small PyTorch programs and what torch and torchvision make of them; writes data/pytorch-programs.json.

Needs torch and torchvision; run from the repository root:
    python test/oracles/pytorch_programs.py
Each program is one library call, one way to carry a value to it, and one value. What is recorded is read off the objects that
the library made: param_groups of an optimizer, the learning rate epoch by epoch, what a transform does to probe images.
test/sources/python/programs.test.ts reads the same programs without running them.
"""

import itertools
import json
import os
import warnings

warnings.filterwarnings("ignore")

import torch

# torchvision's compiled operators are not needed for transforms, and may not fit the installed torch.
register_fake = torch.library.register_fake
torch.library.register_fake = lambda name, *a, **k: (lambda f: f) if str(name).startswith("torchvision::") else register_fake(name, *a, **k)

import numpy as np
import PIL.Image
from torchvision import transforms as T

EPOCHS = 24

# Ways for a value to reach a call: lines in front of it, and the expression that stands in the call.
CARRIERS = {
    "literal": lambda v: ("", v),
    "name": lambda v: (f"value = {v}\n", "value"),
    "default of an option": lambda v: (
        f"import argparse\np = argparse.ArgumentParser()\np.add_argument('--value', default={v})\nargs = p.parse_args([])\n",
        "args.value",
    ),
    "dictionary": lambda v: (f"cfg = {{'a': {{'value': {v}}}}}\n", "cfg['a']['value']"),
    "function": lambda v: (f"def make(x={v}):\n    return x\n", "make()"),
    "dataclass": lambda v: (
        f"from dataclasses import dataclass, field\n@dataclass\nclass C:\n    value: object = field(default_factory=lambda: {v})\n",
        "C().value",
    ),
    "branch": lambda v: (f"fast = False\nif fast:\n    value = None\nelse:\n    value = {v}\n", "value"),
    "class attribute": lambda v: (f"class Config:\n    value = {v}\n", "Config.value"),
    "unpacking": lambda v: (f"_, (value, *_) = 0, ({v}, 1)\n", "value"),
    "loop": lambda v: (f"for value in [None, {v}]:\n    pass\n", "value"),
}

OPTIMIZERS = [
    ("SGD", "lr={}", ["0.1", "5e-2", "1 / 3"]),
    ("SGD", "lr=0.1, momentum={}", ["0.9", "0.0"]),
    ("SGD", "lr=0.1, momentum=0.9, nesterov={}", ["True", "False"]),
    ("SGD", "lr=0.1, weight_decay={}", ["1e-4", "0.0005 * 2"]),
    ("Adam", "lr={}", ["1e-3", "3e-4"]),
    ("Adam", "lr=1e-3, betas={}", ["(0.9, 0.95)", "(0.5, 0.999)"]),
    ("AdamW", "lr=1e-3, weight_decay={}", ["0.05", "0.1"]),
    ("AdamW", "lr=1e-3, eps={}", ["1e-6"]),
    ("RMSprop", "lr=0.01, alpha={}", ["0.9", "0.95"]),
]
SCHEDULES = [
    ("StepLR", "step_size={}", ["5", "8"]),
    ("StepLR", "step_size=6, gamma={}", ["0.2", "0.5"]),
    ("MultiStepLR", "milestones={}", ["[7, 15]", "[4, 9, 20]"]),
    ("ExponentialLR", "gamma={}", ["0.9", "0.97"]),
    ("CosineAnnealingLR", "T_max={}", ["24", "12 * 2"]),
    ("CosineAnnealingLR", "T_max=24, eta_min={}", ["1e-3"]),
    ("LambdaLR", "lr_lambda=lambda e: {} ** (e // 6)", ["0.5", "0.1"]),
    ("LambdaLR", "lr_lambda=lambda e: min(1.0, (e + 1) / {})", ["5", "8"]),
    ("LambdaLR", "lr_lambda=lambda e: max(0.0, 1 - e / {})", ["24"]),
    ("MultiplicativeLR", "lr_lambda=lambda e: {}", ["0.95"]),
]
SEQUENCES = [
    ("SequentialLR", "schedulers=[S.ConstantLR(optimizer, 0.1, total_iters={0}), S.ExponentialLR(optimizer, 0.9)], milestones=[{0}]", ["3", "6"]),
    ("SequentialLR", "schedulers=[S.LambdaLR(optimizer, lambda e: (e + 1) / {0}), S.StepLR(optimizer, 7, 0.3)], milestones=[{0}]", ["4"]),
    ("ChainedScheduler", "[S.ConstantLR(optimizer, 0.5, total_iters={}), S.ExponentialLR(optimizer, 0.9)]", ["4"]),
    ("ChainedScheduler", "[S.LinearLR(optimizer, 0.25, total_iters={}), S.MultiStepLR(optimizer, [10, 18])]", ["5"]),
]
TRANSFORMS = [
    ("Normalize", "mean={}, std=[0.2, 0.3, 0.4]", ["[0.1, 0.2, 0.3]", "(0.5, 0.5, 0.5)"]),
    ("Normalize", "[0.5, 0.5, 0.5], {}", ["[0.25, 0.5, 1.0]"]),
    ("Resize", "{}", ["20", "(24, 18)"]),
    ("CenterCrop", "{}", ["16", "(20, 12)"]),
    ("RandomHorizontalFlip", "p={}", ["0.0", "1.0"]),
]

HEAD = """import torch
from torch.optim import lr_scheduler as S
from torchvision import transforms as T
from torchvision import datasets
"""
BODY = """net = torch.nn.Linear(3, 2)
loader = torch.utils.data.DataLoader(datasets.CIFAR10('.', train=True, transform={transform}), batch_size=4)
optimizer = torch.optim.{optimizer}
{scheduler}
for epoch in range({epochs}):
    for x, y in loader:
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
    {step}
"""


def program(lines, optimizer="SGD(net.parameters(), lr=0.1)", scheduler="", transform="T.ToTensor()"):
    made = f"scheduler = S.{scheduler}" if scheduler else ""
    step = "scheduler.step()" if scheduler else "pass"
    return HEAD + lines + BODY.format(optimizer=optimizer, scheduler=made, transform=transform, epochs=EPOCHS, step=step)


def run(text):
    """Runs all of a program but its training loop."""
    setup = text[: text.index("for epoch in")]
    setup = "\n".join(line for line in setup.split("\n") if not line.startswith(("loader =", "from torchvision")))
    scope = {"T": T}
    exec(compile(setup, "program", "exec"), scope)
    return scope


def rates(scope):
    found = []
    for _ in range(EPOCHS):
        found.append(scope["optimizer"].param_groups[0]["lr"])
        scope["optimizer"].step()
        scope["scheduler"].step()
    return found


def images():
    rows, columns = np.mgrid[0:32, 0:40]
    ramp = np.stack([rows * 8 % 256, columns * 6 % 256, (rows + columns) * 3 % 256], axis=-1).astype(np.uint8)
    return PIL.Image.fromarray(ramp)


def probe(transform, name):
    image = images()
    if name == "Normalize":
        # The affine map of each channel, from two flat images.
        low, high = (transform(torch.full((3, 2, 2), value)) for value in (0.0, 1.0))
        return {"low": low[:, 0, 0].tolist(), "high": high[:, 0, 0].tolist()}
    made = transform(image)
    if name == "RandomHorizontalFlip":
        return {"flipped": bool(np.array_equal(np.asarray(made), np.asarray(image)[:, ::-1]))}
    return {"size": [made.height, made.width]}


def cases():
    for (call, template, values), (carrier, carry) in itertools.product(OPTIMIZERS, CARRIERS.items()):
        for value in values:
            lines, expression = carry(value)
            text = program(lines, optimizer=f"{call}(net.parameters(), {template.format(expression)})")
            group = run(text)["optimizer"].param_groups[0]
            kept = {k: v for k, v in group.items() if k in ("lr", "momentum", "nesterov", "weight_decay", "betas", "eps", "alpha")}
            yield {"name": f"{call}({template.format(value)}), {carrier}", "program": text, "group": kept}
    for (call, template, values), (carrier, carry) in itertools.product(SCHEDULES, CARRIERS.items()):
        for value in values:
            lines, expression = carry(value)
            text = program(lines, scheduler=f"{call}(optimizer, {template.format(expression)})")
            yield {"name": f"{call}({template.format(value)}), {carrier}", "program": text, "rates": rates(run(text))}
    for (call, template, values), (carrier, carry) in itertools.product(SEQUENCES, list(CARRIERS.items())[:4]):
        for value in values:
            lines, expression = carry(value)
            first = "" if call == "ChainedScheduler" else "optimizer, "
            text = program(lines, scheduler=f"{call}({first}{template.format(expression)})")
            yield {"name": f"{call}({template.format(value)}), {carrier}", "program": text, "rates": rates(run(text))}
    for (call, template, values), (carrier, carry) in itertools.product(TRANSFORMS, CARRIERS.items()):
        for value in values:
            lines, expression = carry(value)
            made = f"T.{call}({template.format(expression)})"
            order = f"[T.ToTensor(), {made}]" if call == "Normalize" else f"[{made}, T.ToTensor()]"
            text = program(lines, transform=f"T.Compose({order})")
            scope = run(text)
            yield {"name": f"{call}({template.format(value)}), {carrier}", "program": text, "transform": call, "probe": probe(eval(made, {**scope}), call)}


if __name__ == "__main__":
    made = list(cases())
    path = os.path.join(os.path.dirname(__file__), "data", "pytorch-programs.json")
    with open(path, "w") as file:
        json.dump({"torch": torch.__version__.split("+")[0], "epochs": EPOCHS, "programs": made}, file, indent=0)
        file.write("\n")
    print(len(made), "programs")
