import { describe, expect, it } from 'vitest';
import { readProject, told } from './support.ts';

const MODULE = `
import torch, torchvision
import torch.nn.functional as F
import pytorch_lightning as pl
from torchvision import transforms, datasets
from torch.utils.data import DataLoader

class Classifier(pl.LightningModule):
    def __init__(self, lr=0.02, batch_size=48):
        super().__init__()
        self.lr = lr
        self.batch_size = batch_size
        self.net = torchvision.models.resnet18(num_classes=10)

    def training_step(self, batch, batch_idx):
        x, y = batch
        loss = F.cross_entropy(self.net(x), y)
        self.log('loss', loss)
        return {'loss': loss}

    def validation_step(self, batch, batch_idx):
        x, y = batch
        self.log('val', F.cross_entropy(self.net(x), y))

    def configure_optimizers(self):
        optimizer = torch.optim.AdamW(self.parameters(), lr=self.lr, weight_decay=0.05)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=30)
        return {'optimizer': optimizer, 'lr_scheduler': {'scheduler': scheduler, 'interval': INTERVAL}}

    def train_dataloader(self):
        data = datasets.CIFAR10('.', train=True, transform=transforms.Compose([transforms.ToTensor(), transforms.Normalize(0.5, 0.25)]))
        return DataLoader(data, batch_size=self.batch_size, shuffle=True)
`;
const RUN = `
trainer = pl.Trainer(max_epochs=30, precision='bf16-mixed', accumulate_grad_batches=4, gradient_clip_val=1.0, devices=2)
trainer.fit(Classifier())
`;

describe('a script with a trainer of Lightning', () => {
  it('gives what the hooks of its module make', async () => {
    const facts = await readProject({ 'train.py': MODULE.replace('INTERVAL', "'epoch'") + RUN });
    const expected: Readonly<Record<string, unknown>> = {
      'optimizer.name': 'adamw',
      'optimizer.lr': 0.02,
      'optimizer.weightDecay': 0.05,
      'loss.kind': 'cross-entropy',
      'train.epochs': 30,
      'data.batchSize': 48,
      'data.shuffle': true,
      'data.accumulation': 4,
      'data.devices': 2,
      'optimizer.gradClip.kind': 'norm',
      'optimizer.gradClip.value': 1,
      'train.precision.dtype': 'bfloat16',
      'schedule.kind': 'cosine',
      'schedule.unit': 'epoch',
      'preprocess.train.normalization.mean': 0.5,
    };
    expect(Object.fromEntries(Object.keys(expected).map((path) => [path, told(facts, path)]))).toEqual(expected);
  });

  it('tells a schedule that is stepped with each batch', async () => {
    const facts = await readProject({ 'train.py': MODULE.replace('INTERVAL', "'step'") + RUN });
    expect(told(facts, 'schedule.unit')).toBe('step');
  });

  it('takes the defaults that a command line of Lightning is given', async () => {
    const cli = `
from pytorch_lightning.cli import LightningCLI
LightningCLI(Classifier, trainer_defaults={'max_epochs': 7}, seed_everything_default=3)
`;
    const facts = await readProject({ 'train.py': MODULE.replace('INTERVAL', "'epoch'") + cli });
    expect(told(facts, 'train.epochs')).toBe(7);
    expect(told(facts, 'train.seed')).toBe(3);
    expect(told(facts, 'optimizer.lr')).toBe(0.02);
  });
});
