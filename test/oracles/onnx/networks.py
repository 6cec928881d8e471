"""Networks whose structure is known, by name: builder and size of the example input."""

import torch
from torch import nn


class CifarBlock(nn.Module):
    """Basic block of the CIFAR ResNets; option A pads the shortcut with zeros, option B projects it."""

    def __init__(self, inputs, outputs, stride, option):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.option, self.change = option, stride != 1 or inputs != outputs
        self.extra = (outputs - inputs) // 2
        if self.change and option == "B":
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.change and self.option == "A":
            x = nn.functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.extra, self.extra))
        elif self.change:
            x = self.shortcut(x)
        return torch.relu(x + y)


class CifarResNet(nn.Module):
    def __init__(self, n, option="A"):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        layers, inputs = [], 16
        for outputs, stride in ((16, 1), (32, 2), (64, 2)):
            for i in range(n):
                layers.append(CifarBlock(inputs, outputs, stride if i == 0 else 1, option))
                inputs = outputs
        self.layers = nn.Sequential(*layers)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = self.layers(torch.relu(self.bn1(self.conv1(x))))
        return self.fc(torch.flatten(nn.functional.adaptive_avg_pool2d(x, 1), 1))


class WideBlock(nn.Module):
    """Pre-activation block of the wide residual networks."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if inputs != outputs else None

    def forward(self, x):
        h = torch.relu(self.bn1(x))
        y = self.conv2(torch.relu(self.bn2(self.conv1(h))))
        return y + (x if self.shortcut is None else self.shortcut(h))


class WideResNet(nn.Module):
    def __init__(self, depth=28, factor=10):
        super().__init__()
        n, widths = (depth - 4) // 6, [16 * factor, 32 * factor, 64 * factor]
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        layers, inputs = [], 16
        for outputs, stride in zip(widths, (1, 2, 2)):
            for i in range(n):
                layers.append(WideBlock(inputs, outputs, stride if i == 0 else 1))
                inputs = outputs
        self.layers, self.bn = nn.Sequential(*layers), nn.BatchNorm2d(inputs)
        self.fc = nn.Linear(inputs, 10)

    def forward(self, x):
        x = torch.relu(self.bn(self.layers(self.conv1(x))))
        return self.fc(torch.flatten(nn.functional.avg_pool2d(x, 8), 1))


# Where the compiled operators of torchvision do not fit the installed torch, the models can still be built.
_operators = torch.library.Library("torchvision", "FRAGMENT")
for _name in ("nms", "qnms", "roi_align", "roi_pool", "ps_roi_align", "ps_roi_pool", "deform_conv2d"):
    if not hasattr(torch.ops.torchvision, _name):
        _operators.define(f"{_name}(Tensor x) -> Tensor")


def torchvision_network(name, **options):
    import torchvision

    return torchvision.models.get_model(name, weights=None, **options)


def timm_network(name):
    import timm

    return timm.create_model(name, pretrained=False)


TORCHVISION = """resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d wide_resnet50_2 regnet_y_400mf
vgg11 vgg11_bn vgg13 vgg16 vgg19 alexnet densenet121 densenet161 densenet169 densenet201 squeezenet1_0 squeezenet1_1
mobilenet_v2 mobilenet_v3_large efficientnet_b0 convnext_tiny convnext_small vit_b_16 vit_l_16 swin_t swin_s
shufflenet_v2_x1_0 mnasnet1_0""".split()
TIMM = "resnet50d seresnet50 resnetv2_50 deit_tiny_patch16_224".split()

NETWORKS = {
    **{name: (lambda name=name: torchvision_network(name), 224) for name in TORCHVISION},
    "googlenet": (lambda: torchvision_network("googlenet", init_weights=False, aux_logits=False), 224),
    **{f"timm_{name}": (lambda name=name: timm_network(name), 224) for name in TIMM},
    **{f"cifar_resnet{6 * n + 2}": (lambda n=n: CifarResNet(n), 32) for n in (3, 5, 7, 9, 18)},
    "cifar_resnet20_b": (lambda: CifarResNet(3, "B"), 32),
    "wrn_28_10": (lambda: WideResNet(), 32),
}
