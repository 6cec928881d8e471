"""Moments of freshly initialized weights of real networks, by role, with the scheme that their code names.

    python initial_moments.py OUTPUT.json
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np
import torch
from networks import timm_network, torchvision_network

MOST = 32768

# Scheme of the convolutions and of the dense layers of the body, as the authors' code has them.
TORCH = {
    "resnet50": {"conv": ["kaiming-normal", "normal", "fan-out"], "dense": ["pytorch-default", "uniform", "fan-in"]},
    "vgg16": {"conv": ["kaiming-normal", "normal", "fan-out"], "dense": ["normal", "normal", "none"]},
    "densenet121": {"conv": ["kaiming-normal", "normal", "fan-in"], "dense": ["pytorch-default", "uniform", "fan-in"]},
    "alexnet": {"conv": ["pytorch-default", "uniform", "fan-in"], "dense": ["pytorch-default", "uniform", "fan-in"]},
    "mobilenet_v2": {"conv": ["kaiming-normal", "normal", "fan-out"], "dense": ["normal", "normal", "none"]},
    "efficientnet_b0": {"conv": ["kaiming-normal", "normal", "fan-out"], "dense": ["uniform", "uniform", "fan-out"]},
    "convnext_tiny": {"conv": ["normal", "normal", "none"], "dense": ["normal", "normal", "none"]},
    "swin_t": {"dense": ["normal", "normal", "none"]},
}
TIMM = {
    "resnet50": {"conv": ["kaiming-normal", "normal", "fan-out"]},
    "deit_tiny_patch16_224": {"dense": ["normal", "normal", "none"]},
}
KERAS = {
    "ResNet50": {"conv": ["xavier-uniform", "uniform", "fan-average"], "dense": ["xavier-uniform", "uniform", "fan-average"]},
    "VGG16": {"conv": ["xavier-uniform", "uniform", "fan-average"], "dense": ["xavier-uniform", "uniform", "fan-average"]},
    "EfficientNetB0": {"conv": ["kaiming-normal", "truncated-normal", "fan-out"], "dense": ["uniform", "uniform", "fan-out"]},
}


def moments(values, fan_in, fan_out):
    flat = values.reshape(-1).astype(np.float64)[:MOST]
    mean, deviation = flat.mean(), flat.std()
    kurtosis = ((flat - mean) ** 4).mean() / deviation**4 - 3
    return [fan_in, fan_out, flat.size, float(mean), float(deviation), float(kurtosis), float(np.abs(flat).max())]


def torch_layers(network):
    conv, dense = [], []
    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d) and not (module.groups > 1 and module.groups == module.in_channels):
            area = module.kernel_size[0] * module.kernel_size[1]
            conv.append(moments(module.weight.detach().numpy(), module.in_channels // module.groups * area, module.out_channels * area))
        elif isinstance(module, torch.nn.Linear):
            dense.append(moments(module.weight.detach().numpy(), module.in_features, module.out_features))
    return conv, dense


def keras_layers(network):
    import keras

    conv, dense = [], []
    for layer in network.layers:
        if isinstance(layer, keras.layers.Conv2D) and not isinstance(layer, keras.layers.DepthwiseConv2D):
            kernel = np.array(layer.kernel)
            area = kernel.shape[0] * kernel.shape[1]
            conv.append(moments(kernel, kernel.shape[2] * area, kernel.shape[3] * area))
        elif isinstance(layer, keras.layers.Dense):
            kernel = np.array(layer.kernel)
            dense.append(moments(kernel, kernel.shape[0], kernel.shape[1]))
    return conv, dense


def main():
    import keras

    torch.manual_seed(1)
    keras.utils.set_random_seed(1)
    out = []

    def add(library, name, layers, truth):
        for role, samples in zip(("conv", "dense"), layers):
            # A classifier speaks for dense layers only where there are no others.
            if role == "dense" and len(samples) > 1:
                samples = samples[:-1]
            if role in truth:
                scheme, family, mode = truth[role]
                out.append({"library": library, "network": name, "role": role, "scheme": scheme, "family": family, "mode": mode, "layers": samples})

    for name, truth in TORCH.items():
        add("torchvision", name, torch_layers(torchvision_network(name)), truth)
    for name, truth in TIMM.items():
        add("timm", name, torch_layers(timm_network(name)), truth)
    for name, truth in KERAS.items():
        add("keras", name, keras_layers(getattr(keras.applications, name)(weights=None)), truth)
    with open(sys.argv[1], "w") as file:
        json.dump(out, file)
        file.write("\n")


if __name__ == "__main__":
    main()
