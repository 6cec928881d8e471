"""What networks of torchvision and timm are, read off the libraries themselves.

    python library_models.py torchvision|timm OUTPUT.json

Networks are built without memory (device `meta`): parameters are counted, layers and their order are seen by hooks while one
batch passes, and initialization is what the constructor asked of `torch.nn.init` for each tensor, the last request counting.
A fact is written only where it holds for all layers that it speaks of. `parameters` is [without the classifier's share, for
each class]; null where the classifier is not linear in the number of classes.
"""

import collections
import inspect
import json
import math
import re
import sys
import warnings

import torch
from torch import nn

LIBRARY, OUTPUT = sys.argv[1], sys.argv[2]
warnings.simplefilter("ignore")
requests = {}


def record(name):
    original = getattr(nn.init, name)
    parameters = inspect.signature(original).parameters

    def recorded(tensor, *args, **kwargs):
        given = dict(zip(list(parameters)[1:], args), **kwargs)
        shown = {k: v.default for k, v in parameters.items() if v.default is not inspect.Parameter.empty}
        with torch.no_grad():
            result = tensor if tensor.device.type == "cpu" else original(tensor, *args, **kwargs)
        # Held, so that no other tensor takes its identity; what changes it afterwards counts its version up.
        requests[id(tensor)] = (name, {**shown, **given}, tensor, tensor._version)
        return result

    setattr(nn.init, name, recorded)


for function in """kaiming_normal_ kaiming_uniform_ xavier_uniform_ xavier_normal_ trunc_normal_ normal_ uniform_ constant_ ones_
zeros_""".split():
    record(function)

# Where the compiled operators of torchvision do not fit the installed torch, the models can still be built.
_operators = torch.library.Library("torchvision", "FRAGMENT")
for _name in ("nms", "qnms", "roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool", "deform_conv2d"):
    if not hasattr(torch.ops.torchvision, _name):
        _operators.define(f"{_name}(Tensor x) -> Tensor")

import torchvision  # noqa: E402

# Widths of stages are numbers that are read while the network is built.
_widths = torchvision.models.regnet.BlockParams.from_init_params.__func__


def _on_cpu(cls, *args, **kwargs):
    with torch.device("cpu"):
        return _widths(cls, *args, **kwargs)


torchvision.models.regnet.BlockParams.from_init_params = classmethod(_on_cpu)

TIMM = """resnet10t resnet14t resnet18 resnet18d resnet26 resnet26d resnet26t resnet34 resnet34d resnet50 resnet50d resnet50t resnet50c
resnet50s resnet101 resnet101d resnet152 resnet152d resnet200 resnet200d resnext26ts resnext50_32x4d resnext50d_32x4d
resnext101_32x4d resnext101_32x8d resnext101_64x4d wide_resnet50_2 wide_resnet101_2 seresnet18 seresnet34 seresnet50 seresnet101
seresnet152 seresnext50_32x4d seresnext101_32x4d ecaresnet50d resnetv2_50 resnetv2_101 resnetv2_50x1_bit resnetrs50 resnetblur50
vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn densenet121 densenet161 densenet169 densenet201 efficientnet_b0
efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 tf_efficientnet_b0 tf_efficientnet_b1
tf_efficientnet_b2 tf_efficientnet_b3 tf_efficientnet_b4 tf_efficientnet_b5 tf_efficientnet_b6 tf_efficientnet_b7
efficientnetv2_rw_s efficientnetv2_s efficientnetv2_m tf_efficientnetv2_s tf_efficientnetv2_m mobilenetv2_100 mobilenetv2_140
mobilenetv3_large_100 mobilenetv3_small_100 mobilenetv3_rw mnasnet_100 fbnetc_100 spnasnet_100 lcnet_100 ghostnet_100 regnetx_002
regnetx_004 regnetx_008 regnetx_016 regnetx_032 regnety_002 regnety_004 regnety_008 regnety_016 regnety_032 regnety_040
convnext_atto convnext_femto convnext_pico convnext_nano convnext_tiny convnext_small convnext_base convnext_large
convnextv2_tiny convnextv2_base vit_tiny_patch16_224 vit_small_patch16_224 vit_small_patch32_224 vit_base_patch16_224
vit_base_patch32_224 vit_base_patch8_224 vit_large_patch16_224 vit_large_patch32_224 deit_tiny_patch16_224 deit_small_patch16_224
deit_base_patch16_224 deit3_small_patch16_224 deit3_base_patch16_224 beit_base_patch16_224 cait_s24_224 xcit_tiny_12_p16_224
swin_tiny_patch4_window7_224 swin_small_patch4_window7_224 swin_base_patch4_window7_224 swin_large_patch4_window7_224
mixer_s16_224 mixer_b16_224 gmlp_s16_224 resmlp_12_224 poolformer_s12 inception_v3 inception_v4 inception_resnet_v2 xception
xception41 nasnetalarge darknet53 cspresnet50 cspdarknet53 dpn68 dpn92 dla34 dla60 hrnet_w18 res2net50_26w_4s rexnet_100 repvgg_a2
tresnet_m nfnet_f0 dm_nfnet_f0 skresnet18 skresnet50 gernet_s hardcorenas_a levit_128 pit_s_224 coat_tiny mobilevit_s
edgenext_small maxvit_tiny_tf_224 coatnet_0_rw_224""".split()

BATCH = nn.modules.batchnorm._BatchNorm
ACTIVATIONS = {
    nn.ReLU: "relu", nn.ReLU6: "relu6", nn.GELU: "gelu", nn.SiLU: "silu", nn.Hardswish: "hardswish", nn.LeakyReLU: "leaky-relu",
    nn.Mish: "mish", nn.ELU: "elu", nn.SELU: "selu", nn.PReLU: "prelu", nn.Tanh: "tanh",
}


def build(name, **options):
    requests.clear()
    options = {"init_weights": True, **options} if LIBRARY == "torchvision" and name in ("googlenet", "inception_v3") else options
    with torch.device("meta"):
        if LIBRARY == "torchvision":
            return torchvision.models.get_model(name, weights=None, **options)
        import timm

        return timm.create_model(name, pretrained=False, **options)


def norm_kind(module):
    if isinstance(module, BATCH):
        return "batch-norm"
    if isinstance(module, nn.GroupNorm):
        return "group-norm"
    if isinstance(module, nn.LayerNorm):
        return "layer-norm"
    return None


def calls(network, size):
    """Layers without children in the order of their calls: name, module, shapes, and the identity of what goes in and out."""
    seen, keep = [], []

    def hook(name):
        def run(module, inputs, output):
            if not inputs or not torch.is_tensor(inputs[0]) or not torch.is_tensor(output):
                return
            keep.extend((inputs[0], output))
            seen.append((name, module, inputs[0].shape, output.shape, id(inputs[0]), id(output)))

        return run

    handles = [
        m.register_forward_hook(hook(n)) for n, m in network.named_modules()
        if not any(m.children()) or norm_kind(m) is not None or isinstance(m, nn.MultiheadAttention)
    ]
    network.eval()
    with torch.no_grad():
        network(torch.empty(2, 3, size, size, device="meta"))
    for handle in handles:
        handle.remove()
    return seen


def only(values):
    values = list(values)
    return values[0] if values and all(v == values[0] for v in values) else None


def scheme(tensor):
    """The canonical name of how a tensor is drawn, and its parameters; None where it was not asked of torch.nn.init."""
    name, given, held, version = requests.get(id(tensor), (None, {}, None, 0))
    if held is not tensor or tensor._version != version:
        return None
    near = lambda key, value: abs(float(given.get(key, 0)) - value) < 1e-12  # noqa: E731
    if name == "kaiming_normal_":
        gain = nn.init.calculate_gain(given["nonlinearity"], given["a"])
        return {"name": "kaiming-normal", "mode": given["mode"].replace("_", "-"), "gain": gain}
    if name == "kaiming_uniform_" and near("a", math.sqrt(5)):
        return "pytorch-default"
    if name in ("xavier_uniform_", "xavier_normal_") and near("gain", 1):
        return name.strip("_").replace("_", "-")
    if name == "normal_" and near("mean", 0):
        return {"name": "normal", "std": given["std"]}
    if name == "trunc_normal_" and near("mean", 0):
        return {"name": "truncated-normal", "std": given["std"]}
    if name in ("zeros_", "ones_"):
        return name.strip("_")
    if name == "constant_" and given["val"] in (0, 1):
        return "ones" if given["val"] else "zeros"
    return None


def initialization(network, classifier):
    """Schemes by role, where all tensors of a role share one; biases drawn as PyTorch draws them are its default."""
    facts = {}
    # What writes into the data of a tensor is not seen.
    if re.search(r"\.data\.\w+_\(", inspect.getsource(sys.modules[type(network).__module__])):
        return facts
    layers = [m for m in network.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    convs = [scheme(m.weight) for m in layers if isinstance(m, nn.Conv2d)]
    dense = [scheme(m.weight) for m in layers if isinstance(m, nn.Linear) and m is not classifier]
    head = [scheme(classifier.weight)] if isinstance(classifier, nn.Linear) else []
    for path, schemes in (("init.conv", convs), ("init.dense", dense or head)):
        if only(schemes) is not None:
            facts[path] = schemes[0]
    return facts


def share_of_classes(name, whole):
    try:
        count = lambda network: sum(p.numel() for p in network.parameters())  # noqa: E731
        ten, eleven = (count(build(name, num_classes=n)) for n in (10, 11))
    except Exception:
        return None
    each = eleven - ten
    base = ten - 10 * each
    return [base, each] if base + 1000 * each == whole else None


def sequence_of(network, family):
    """The stages of a network as lists of blocks."""
    if family == "ResNet":
        return [list(getattr(network, f"layer{i}")) for i in (1, 2, 3, 4)]
    if family == "ResNetV2":
        return [list(stage.blocks) for stage in network.stages]
    if family == "RegNet":
        stages = [network.trunk_output[i] for i in range(4)] if LIBRARY == "torchvision" else [network.s1, network.s2, network.s3, network.s4]
        return [list(stage.children()) for stage in stages]
    if family == "ConvNeXt":
        if LIBRARY == "torchvision":
            return [list(network.features[i]) for i in (1, 3, 5, 7)]
        return [list(stage.blocks) for stage in network.stages]
    if family == "SwinTransformer":
        if LIBRARY == "torchvision":
            return [list(network.features[i]) for i in (1, 3, 5, 7)]
        return [list(layer.blocks) for layer in network.layers]
    if family == "DenseNet":
        return [list(block.children()) for n, block in network.features.named_children() if n.startswith("denseblock")]
    if family == "VisionTransformer":
        return [list(network.encoder.layers if LIBRARY == "torchvision" else network.blocks)]
    return None


def facts_of(name):
    network = build(name)
    tensors = dict(requests)
    family = type(network).__name__
    classifier = next((m for m in reversed(list(network.modules())) if isinstance(m, (nn.Linear, nn.Conv2d)) and getattr(m, "out_features", getattr(m, "out_channels", 0)) == 1000), None)
    requests.clear()
    requests.update(tensors)
    facts = initialization(network, classifier)
    zero = [m for n, m in network.named_modules() if isinstance(m, BATCH) and m.affine and scheme(m.weight) == "zeros"]
    batch = [m for m in network.modules() if isinstance(m, BATCH)]
    whole = sum(p.numel() for p in network.parameters())
    size = 224
    configured = getattr(network, "default_cfg", None)
    if configured and configured.get("fixed_input_size"):
        size = configured["input_size"][1]
    elif name.startswith(("inception", "xception", "nasnet")):
        size = 299
    seen = calls(network, size)
    norms = [(m, n) for n, m, *_ in seen if norm_kind(m) is not None]
    used = list({id(m): m for m, _ in norms}.values())
    kinds = collections.Counter(norm_kind(m) for m, _ in norms)
    if kinds:
        kind = kinds.most_common(1)[0][0]
        main = [m for m in used if norm_kind(m) == kind]
        facts["model.norm.kind"] = kind
        facts["model.norm.count"] = len(norms)
        facts["model.norm.epsilon"] = only(m.eps for m in main)
        if kind == "batch-norm":
            facts["model.norm.momentum"] = only(m.momentum for m in main)
            facts["model.norm.affine"] = only(m.affine for m in main)
        if kind == "group-norm":
            facts["model.norm.groups"] = only(m.num_groups for m in main)
    else:
        facts["model.norm.kind"] = "none"
        facts["model.norm.count"] = 0
    made = {out: (n, m) for n, m, _, _, _, out in seen if isinstance(m, nn.Conv2d)}
    biases = [made[i][1].bias is not None for n, m, _, _, i, _ in seen if norm_kind(m) and i in made]
    facts["model.convBias"] = only(biases)
    # One argument names the activation of all blocks of these; others mix them, or call functions that hooks do not see.
    acts = [ACTIVATIONS[type(m)] for _, m, *_ in seen if type(m) in ACTIVATIONS]
    if acts and family == "ResNet":
        facts["model.activation.kind"] = acts[0]
    first = next((m for _, m, *_ in seen if isinstance(m, nn.Conv2d)), None)
    if first is not None:
        kernel, stride = only(first.kernel_size), only(first.stride)
        facts["model.stem.kernel"], facts["model.stem.stride"] = kernel, stride
    entry = {"family": family, "facts": facts}
    stages = sequence_of(network, family)
    if stages is not None:
        facts["model.depths"] = [len(stage) for stage in stages]
    if family == "ResNet":
        residual(network, stages, seen, facts, bool(zero))
    if batch:
        facts["init.norm"] = "ones" if all(scheme(m.weight) == "ones" for m in batch if m not in zero) else None
    entry["parameters"] = share_of_classes(name, whole)
    # Auxiliary heads have layers that only training passes through.
    if family in ("GoogLeNet", "Inception3", "InceptionV3"):
        facts.pop("model.norm.count", None)
    entry["classes"] = 1000 if classifier is not None and getattr(network, "num_classes", 1000) == 1000 else None
    entry["facts"] = {k: v for k, v in sorted(facts.items()) if v is not None}
    return entry


def residual(network, stages, seen, facts, zero):
    blocks = [b for stage in stages for b in stage]
    kinds = {"BasicBlock": "basic", "Bottleneck": "bottleneck"}
    kind = only(kinds.get(type(b).__name__) for b in blocks)
    facts["init.zeroGamma"] = zero
    if kind is None:
        return
    names = {id(m): n for n, m in network.named_modules()}
    shapes = {n: out for n, _, _, out, _, _ in seen}
    facts["model.block.kind"] = kind
    facts["model.block.residuals"] = len(blocks)
    facts["model.widths"] = [(s[-1].conv3 if kind == "bottleneck" else s[-1].conv2).out_channels for s in stages]
    facts["model.block.expansion"] = blocks[0].expansion
    spatial = [b.conv2 if kind == "bottleneck" else b.conv1 for b in blocks]
    facts["model.block.groups"] = only(c.groups for c in spatial)
    facts["model.block.stridePlacement"] = "not-applicable"
    if kind == "bottleneck":
        facts["model.block.widthPerGroup"] = stages[0][0].conv2.out_channels // stages[0][0].conv2.groups
        down = [s[0] for s in stages if s[0].conv1.stride != (1, 1) or s[0].conv2.stride != (1, 1)]
        facts["model.block.stridePlacement"] = only("1x1" if b.conv1.stride != (1, 1) else "3x3" for b in down)
    changing = [b.downsample for b in blocks if b.downsample is not None]
    layers = [tuple(type(m).__name__ for m in d.children() if not isinstance(m, nn.Identity)) for d in changing]
    if all(ls[-2:] == ("Conv2d", "BatchNorm2d") for ls in layers):
        pooled = [any("AvgPool" in t for t in ls) for ls in layers if True]
        strided = [any("AvgPool" in type(m).__name__ for m in s[0].downsample.children()) for s in stages[1:] if s[0].downsample is not None]
        facts["model.block.shortcut"] = "average-pool-projection" if strided and all(strided) else "projection" if not any(pooled) else None
        facts["model.block.shortcutNorm"] = True
    deep = isinstance(network.conv1, nn.Sequential)
    stem = [m for m in network.conv1.modules() if isinstance(m, nn.Conv2d)] if deep else [network.conv1]
    facts["model.stem.kind"] = "deep" if deep else f"conv{stem[0].kernel_size[0]}x{stem[0].kernel_size[0]}"
    facts["model.stem.channels"] = stem[-1].out_channels
    pool = network.maxpool
    if isinstance(pool, nn.MaxPool2d):
        whole = lambda v: v if isinstance(v, int) else only(v)  # noqa: E731
        facts["model.stem.pool"], facts["model.stem.poolKernel"], facts["model.stem.poolPadding"] = "max", whole(pool.kernel_size), whole(pool.padding)
    facts["model.stem.activation"] = facts.get("model.activation.kind")
    gate = [n for n, m in network.named_modules() if getattr(m, "se", None) is not None]
    if not gate:
        facts["model.block.squeezeExcitation"] = 0
    if not any("Blur" in type(m).__name__ or isinstance(getattr(m, "aa", None), nn.AvgPool2d) for m in network.modules()):
        facts["model.block.antialiasing"] = False
    facts["model.block.activationOrder"] = "after-add"
    facts["model.block.layerScale"] = 0
    facts["model.padding"] = "symmetric"
    facts["model.head.pool"] = "global-average"
    facts["model.head.activation"] = "none"
    del names, shapes


def main():
    if LIBRARY == "torchvision":
        version = torchvision.__version__.split("+")[0]
        names = torchvision.models.list_models(module=torchvision.models)
    else:
        import timm

        version, names = timm.__version__, [n for n in TIMM if n in timm.list_models()]
    networks = {}
    for name in names:
        try:
            networks[name] = facts_of(name)
        except Exception as error:
            print(name, "failed:", repr(error)[:200], file=sys.stderr, flush=True)
    with open(OUTPUT, "w") as file:
        rows = ",\n".join(f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}" for name, entry in networks.items())
        file.write(f'{{"library":"{LIBRARY}","version":"{version}","networks":{{\n{rows}\n}}}}\n')
    print(len(networks), "networks", file=sys.stderr)


if __name__ == "__main__":
    main()
