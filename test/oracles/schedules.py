"""Learning rates of real schedulers, for test/canonical/schedules.test.ts.

Needs torch, timm, keras and transformers; run from the repository root:
    python test/oracles/schedules.py > test/oracles/data/schedules.json
Each case holds the facts of a setup and the learning rate in every epoch, or at every update.
"""

import importlib
import importlib.metadata
import json
import math
import os
import sys
import types
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.filterwarnings("ignore")

import torch
from torch.optim import lr_scheduler as T


def scheduler_module(name):
    """Imports timm's schedulers without the models, which need torchvision."""
    root = importlib.metadata.distribution("timm").locate_file("timm")
    if "timm" not in sys.modules:
        for package, path in (("timm", root), ("timm.scheduler", os.path.join(root, "scheduler"))):
            stub = types.ModuleType(package)
            stub.__path__ = [str(path)]
            sys.modules[package] = stub
    return importlib.import_module(f"timm.scheduler.{name}")


CASES = []
LR = 0.5


def optimizer(lr=LR):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)


def add(name, per, facts, rates):
    length = {"train.epochs": len(rates)} if per == "epoch" else {"train.steps": len(rates)}
    base = {"optimizer.lr": LR, "schedule.unit": per, "schedule.steppedPer": per, **length}
    CASES.append({"name": name, "per": per, "facts": {**base, **facts}, "rates": [float(f"{r:.9g}") for r in rates]})


def torch_rates(make, count, lr=LR):
    own = optimizer(lr)
    schedule = make(own)
    rates = []
    for _ in range(count):
        rates.append(own.param_groups[0]["lr"])
        own.step()
        schedule.step()
    return rates


NO_WARMUP = {"framework.name": "pytorch", "schedule.warmup.kind": "none"}


def torch_case(name, make, facts, count=30, pers=("epoch", "step")):
    for per in pers:
        add(f"torch {name} per {per}", per, {**NO_WARMUP, **facts}, torch_rates(make, count))


# PyTorch, no warmup
torch_case("StepLR 10", lambda o: T.StepLR(o, 10), {"schedule.kind": "step", "schedule.stepSize": 10, "schedule.gamma": 0.1})
torch_case("StepLR 7 0.5", lambda o: T.StepLR(o, 7, 0.5), {"schedule.kind": "step", "schedule.stepSize": 7, "schedule.gamma": 0.5})
torch_case("MultiStepLR", lambda o: T.MultiStepLR(o, [10, 20]), {"schedule.kind": "multi-step", "schedule.milestones": [10, 20], "schedule.gamma": 0.1})
torch_case("MultiStepLR twice at once", lambda o: T.MultiStepLR(o, [5, 5, 25], 0.5), {"schedule.kind": "multi-step", "schedule.milestones": [25, 5, 5], "schedule.gamma": 0.5}, pers=("epoch",))
torch_case("ExponentialLR", lambda o: T.ExponentialLR(o, 0.9), {"schedule.kind": "exponential", "schedule.gamma": 0.9})
torch_case("CosineAnnealingLR whole", lambda o: T.CosineAnnealingLR(o, 30), {"schedule.kind": "cosine", "schedule.period": 30, "schedule.minLr": 0})
torch_case("CosineAnnealingLR eta_min", lambda o: T.CosineAnnealingLR(o, 30, 0.01), {"schedule.kind": "cosine", "schedule.period": 30, "schedule.minLr": 0.01})
torch_case("CosineAnnealingLR long", lambda o: T.CosineAnnealingLR(o, 50), {"schedule.kind": "cosine", "schedule.period": 50, "schedule.minLr": 0})
torch_case("CosineAnnealingLR rebound", lambda o: T.CosineAnnealingLR(o, 20, 0.001), {"schedule.kind": "cosine", "schedule.period": 20, "schedule.minLr": 0.001})
torch_case("CosineAnnealingLR many", lambda o: T.CosineAnnealingLR(o, 6), {"schedule.kind": "cosine", "schedule.period": 6, "schedule.minLr": 0}, pers=("epoch",))
torch_case("WarmRestarts", lambda o: T.CosineAnnealingWarmRestarts(o, 10), {"schedule.kind": "cosine-restarts", "schedule.period": 10, "schedule.minLr": 0})
torch_case("WarmRestarts T_mult", lambda o: T.CosineAnnealingWarmRestarts(o, 4, 2, 0.002), {"schedule.kind": "cosine-restarts", "schedule.period": 4, "schedule.periodFactor": 2, "schedule.minLr": 0.002})
torch_case("PolynomialLR", lambda o: T.PolynomialLR(o, 20, 2.0), {"schedule.kind": "polynomial", "schedule.period": 20, "schedule.power": 2, "schedule.minLr": 0})
torch_case("PolynomialLR 0.9", lambda o: T.PolynomialLR(o, 30, 0.9), {"schedule.kind": "polynomial", "schedule.period": 30, "schedule.power": 0.9, "schedule.minLr": 0}, pers=("epoch",))
torch_case("LinearLR to 0", lambda o: T.LinearLR(o, 1.0, 0.0, 30), {"schedule.kind": "linear", "schedule.period": 30, "schedule.minLr": 0})
torch_case("LinearLR to 0.1", lambda o: T.LinearLR(o, 1.0, 0.1, 12), {"schedule.kind": "linear", "schedule.period": 12, "schedule.minLr": 0.05})
torch_case("none", lambda o: T.LambdaLR(o, lambda t: 1.0), {"schedule.kind": "constant"})
torch_case("LambdaLR 1/(1+0.1t)", lambda o: T.LambdaLR(o, lambda t: 1 / (1 + 0.1 * t)), {"schedule.kind": "inverse-time", "schedule.gamma": 0.1}, pers=("step",))

# PyTorch, warmups: as torchvision's reference script joins them, and chained
LINEAR = {"framework.name": "pytorch", "schedule.warmup.kind": "linear", "schedule.warmup.startFactor": 0.01, "schedule.warmup.overlay": False}
CONSTANT = {**LINEAR, "schedule.warmup.kind": "constant", "schedule.warmup.startFactor": 0.1}


def sequential(warm, main, at):
    return lambda o: T.SequentialLR(o, [warm(o), main(o)], [at])


def warmup_case(name, warm, main, facts, length=5, count=30):
    for per in ("epoch", "step"):
        key = "schedule.warmup.epochs" if per == "epoch" else "schedule.warmup.steps"
        add(f"torch {name} per {per}", per, {**facts, key: length}, torch_rates(sequential(warm, main, length), count))


linear = lambda o: T.LinearLR(o, 0.01, 1.0, 5)
constant = lambda o: T.ConstantLR(o, 0.1, 5)
warmup_case("linear, cosine", linear, lambda o: T.CosineAnnealingLR(o, 25), {**LINEAR, "schedule.kind": "cosine", "schedule.period": 25, "schedule.minLr": 0})
warmup_case("linear, step", linear, lambda o: T.StepLR(o, 10), {**LINEAR, "schedule.kind": "step", "schedule.stepSize": 10, "schedule.gamma": 0.1})
warmup_case("constant, exponential", constant, lambda o: T.ExponentialLR(o, 0.9), {**CONSTANT, "schedule.kind": "exponential", "schedule.gamma": 0.9})
warmup_case("constant, multi-step", constant, lambda o: T.MultiStepLR(o, [5, 20]), {**CONSTANT, "schedule.kind": "multi-step", "schedule.milestones": [5, 20], "schedule.gamma": 0.1})
add("torch chained linear and multi-step", "epoch", {**LINEAR, "schedule.warmup.epochs": 5, "schedule.warmup.overlay": True, "schedule.kind": "multi-step", "schedule.milestones": [10, 20], "schedule.gamma": 0.1},
    torch_rates(lambda o: T.ChainedScheduler([T.LinearLR(o, 0.01, 1.0, 5), T.MultiStepLR(o, [10, 20])], o), 30))
add("torch warmup only", "step", {**LINEAR, "schedule.warmup.steps": 5, "schedule.kind": "constant"}, torch_rates(lambda o: T.LinearLR(o, 0.01, 1.0, 5), 20))

# One cycle and cyclic overwrite the optimizer's rate
for name, kwargs, facts in (
    ("cos", {}, {"schedule.warmup.fraction": 0.3, "schedule.warmup.startFactor": 1 / 25, "schedule.minLr": LR / 25 / 1e4}),
    ("cos 0.25", {"pct_start": 0.25, "div_factor": 10, "final_div_factor": 100}, {"schedule.warmup.fraction": 0.25, "schedule.warmup.startFactor": 0.1, "schedule.minLr": LR / 10 / 100}),
    ("linear", {"anneal_strategy": "linear"}, {"schedule.warmup.kind": "linear", "schedule.warmup.fraction": 0.3, "schedule.warmup.startFactor": 1 / 25, "schedule.minLr": LR / 25 / 1e4}),
):
    add(f"torch OneCycleLR {name}", "step", {"framework.name": "pytorch", "optimizer.lr": 0.001, "schedule.peakLr": LR, "schedule.kind": "one-cycle", "schedule.period": 100, **facts},
        torch_rates(lambda o: T.OneCycleLR(o, LR, total_steps=100, **kwargs), 100, 0.001))
add("torch CyclicLR", "step", {"framework.name": "pytorch", "schedule.peakLr": LR, "schedule.minLr": 0.05, "schedule.kind": "cyclic", "schedule.period": 16},
    torch_rates(lambda o: T.CyclicLR(o, 0.05, LR, step_size_up=8, cycle_momentum=False), 40))

# A period in epochs, moved at every update: half-cosine over 10 epochs of 8 steps
add("by hand, cosine per step over epochs", "step", {**NO_WARMUP, "schedule.unit": "epoch", "train.epochs": 10, "data.stepsPerEpoch": 8, "schedule.kind": "cosine", "schedule.period": 10, "schedule.minLr": 0},
    torch_rates(lambda o: T.LambdaLR(o, lambda s: (1 + math.cos(math.pi * s / 80)) / 2), 80))

# timm
Cosine = scheduler_module("cosine_lr").CosineLRScheduler
Step = scheduler_module("step_lr").StepLRScheduler
MultiStep = scheduler_module("multistep_lr").MultiStepLRScheduler
Poly = scheduler_module("poly_lr").PolyLRScheduler
TIMM = {"framework.name": "timm", "schedule.warmup.kind": "linear", "schedule.warmup.startLr": 1e-4}


def timm_rates(make, count, updates=False):
    own = optimizer()
    schedule = make(own)
    rates = []
    for t in range(count):
        schedule.step_update(t) if updates else schedule.step(t)
        rates.append(own.param_groups[0]["lr"])
    return rates


for per, updates in (("epoch", False), ("step", True)):
    key = "schedule.warmup.epochs" if per == "epoch" else "schedule.warmup.steps"
    warm = {**TIMM, key: 5}
    common = dict(warmup_t=5, warmup_lr_init=1e-4, t_in_epochs=not updates)
    add(f"timm cosine overlaid per {per}", per, {**warm, "schedule.warmup.overlay": True, "schedule.kind": "cosine", "schedule.period": 40, "schedule.minLr": 1e-3},
        timm_rates(lambda o: Cosine(o, 40, lr_min=1e-3, **common), 40, updates))
    add(f"timm cosine with cooldown per {per}", per, {**warm, "schedule.warmup.overlay": True, "schedule.kind": "cosine", "schedule.period": 40, "schedule.minLr": 1e-3},
        timm_rates(lambda o: Cosine(o, 40, lr_min=1e-3, **common), 50, updates))
    add(f"timm cosine after warmup per {per}", per, {**warm, "schedule.warmup.overlay": False, "schedule.kind": "cosine", "schedule.period": 40, "schedule.minLr": 0},
        timm_rates(lambda o: Cosine(o, 40, warmup_prefix=True, **common), 45, updates))
    add(f"timm step overlaid per {per}", per, {**warm, "schedule.warmup.overlay": True, "schedule.kind": "step", "schedule.stepSize": 10, "schedule.gamma": 0.3},
        timm_rates(lambda o: Step(o, 10, decay_rate=0.3, warmup_prefix=False, **common), 40, updates))
    add(f"timm multi-step per {per}", per, {**warm, "schedule.warmup.overlay": True, "schedule.kind": "multi-step", "schedule.milestones": [12, 30], "schedule.gamma": 0.1},
        timm_rates(lambda o: MultiStep(o, [13, 31], decay_rate=0.1, warmup_prefix=False, **common), 40, updates))
    add(f"timm step after warmup per {per}", per, {**warm, "schedule.warmup.overlay": False, "schedule.kind": "step", "schedule.stepSize": 10, "schedule.gamma": 0.3},
        timm_rates(lambda o: Step(o, 10, decay_rate=0.3, **common), 40, updates))
    add(f"timm polynomial per {per}", per, {**warm, "schedule.warmup.overlay": True, "schedule.kind": "polynomial", "schedule.period": 40, "schedule.power": 0.5, "schedule.minLr": 1e-3},
        timm_rates(lambda o: Poly(o, 40, power=0.5, lr_min=1e-3, **common), 40, updates))

# Keras: schedules count updates
from keras.optimizers import schedules as K

KERAS = {"framework.name": "keras", "schedule.warmup.kind": "none"}


def keras_case(name, schedule, facts, count=60):
    add(f"keras {name}", "step", {**KERAS, **facts}, [float(schedule(s)) for s in range(count)])


keras_case("CosineDecay", K.CosineDecay(LR, 60), {"schedule.kind": "cosine", "schedule.period": 60, "schedule.minLr": 0})
keras_case("CosineDecay alpha", K.CosineDecay(LR, 60, alpha=0.1), {"schedule.kind": "cosine", "schedule.period": 60, "schedule.minLr": 0.05})
keras_case("CosineDecay short", K.CosineDecay(LR, 40, alpha=0.01), {"schedule.kind": "cosine", "schedule.period": 40, "schedule.minLr": 0.005})
keras_case("CosineDecay warmup", K.CosineDecay(0.0, 50, warmup_target=LR, warmup_steps=10), {"optimizer.lr": 0, "schedule.peakLr": LR, "schedule.warmup.kind": "linear", "schedule.warmup.steps": 10, "schedule.warmup.startLr": 0, "schedule.warmup.overlay": False, "schedule.kind": "cosine", "schedule.period": 50, "schedule.minLr": 0})
keras_case("CosineDecay warmup from 0.1", K.CosineDecay(0.1, 40, alpha=0.02, warmup_target=LR, warmup_steps=10), {"optimizer.lr": 0.1, "schedule.peakLr": LR, "schedule.warmup.kind": "linear", "schedule.warmup.steps": 10, "schedule.warmup.startLr": 0.1, "schedule.warmup.overlay": False, "schedule.kind": "cosine", "schedule.period": 40, "schedule.minLr": 0.01})
keras_case("CosineDecayRestarts", K.CosineDecayRestarts(LR, 10), {"schedule.kind": "cosine-restarts", "schedule.period": 10, "schedule.periodFactor": 2, "schedule.minLr": 0})
keras_case("CosineDecayRestarts m_mul", K.CosineDecayRestarts(LR, 15, t_mul=1.0, m_mul=0.8, alpha=0.05), {"schedule.kind": "cosine-restarts", "schedule.period": 15, "schedule.periodFactor": 1, "schedule.gamma": 0.8, "schedule.minLr": 0.025})
keras_case("ExponentialDecay", K.ExponentialDecay(LR, 20, 0.5), {"schedule.kind": "exponential", "schedule.period": 20, "schedule.gamma": 0.5})
keras_case("ExponentialDecay staircase", K.ExponentialDecay(LR, 20, 0.5, staircase=True), {"schedule.kind": "exponential", "schedule.period": 20, "schedule.gamma": 0.5, "schedule.staircase": True})
keras_case("InverseTimeDecay", K.InverseTimeDecay(LR, 10, 0.5), {"schedule.kind": "inverse-time", "schedule.period": 10, "schedule.gamma": 0.5})
keras_case("PolynomialDecay", K.PolynomialDecay(LR, 60, 1e-3, power=2.0), {"schedule.kind": "polynomial", "schedule.period": 60, "schedule.power": 2, "schedule.minLr": 1e-3})
keras_case("PolynomialDecay short", K.PolynomialDecay(LR, 30), {"schedule.kind": "polynomial", "schedule.period": 30, "schedule.power": 1, "schedule.minLr": 1e-4})
keras_case("PiecewiseConstantDecay", K.PiecewiseConstantDecay([19, 39], [LR, 0.1, 0.02]), {"schedule.kind": "multi-step", "schedule.milestones": [20, 40], "schedule.factors": [0.2, 0.04]})

# transformers: per update, the first with a rate of 0
for module in [name for name in sys.modules if name.split(".")[0] == "timm"]:
    del sys.modules[module]
from transformers import optimization as H

HF = {"framework.name": "transformers", "schedule.warmup.kind": "linear", "schedule.warmup.steps": 10, "schedule.warmup.startLr": 0, "schedule.warmup.overlay": False}


def hf_case(name, make, facts, count=60):
    add(f"transformers {name}", "step", {**HF, **facts}, torch_rates(make, count))


hf_case("linear", lambda o: H.get_linear_schedule_with_warmup(o, 10, 60), {"schedule.kind": "linear", "schedule.period": 50, "schedule.minLr": 0})
hf_case("cosine", lambda o: H.get_cosine_schedule_with_warmup(o, 10, 60), {"schedule.kind": "cosine", "schedule.period": 50, "schedule.minLr": 0})
hf_case("cosine restarts", lambda o: H.get_cosine_with_hard_restarts_schedule_with_warmup(o, 10, 60, num_cycles=2), {"schedule.kind": "cosine-restarts", "schedule.period": 25, "schedule.minLr": 0})
hf_case("polynomial", lambda o: H.get_polynomial_decay_schedule_with_warmup(o, 10, 60, lr_end=1e-3, power=2.0), {"schedule.kind": "polynomial", "schedule.period": 50, "schedule.power": 2, "schedule.minLr": 1e-3})
hf_case("constant", lambda o: H.get_constant_schedule_with_warmup(o, 10), {"schedule.kind": "constant"})
hf_case("inverse sqrt", lambda o: H.get_inverse_sqrt_schedule(o, 10), {"schedule.kind": "inverse-sqrt"})

VERSIONS = {name: importlib.metadata.version(name) for name in ("torch", "timm", "keras", "transformers")}
sys.stdout.write("{\n" + f'"versions": {json.dumps(VERSIONS)},\n"cases": [\n')
sys.stdout.write(",\n".join(json.dumps(case) for case in CASES))
sys.stdout.write("\n]\n}\n")
print(len(CASES), "cases", file=sys.stderr)
