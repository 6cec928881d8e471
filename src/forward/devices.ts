import { printable } from '../spec/text.ts';
import { Composition } from './compose.ts';
import { makeRunFolder } from './folder.ts';
import { DEVICES, type Device, INSTALL, type Runner, RuntimeMissing, runtimeInfo } from './session.ts';

export interface DeviceState {
  readonly device: Device;
  /** Whether a small model ran on it. */
  readonly runs: boolean;
  /** Why not, or what ran. */
  readonly what: string;
  /** What to do about it; empty where there is nothing to do. */
  readonly help: string;
}

export interface Devices {
  /** Version of ONNX Runtime; null where there is none. */
  readonly runtime: string | null;
  readonly devices: readonly DeviceState[];
}

const HELP: Readonly<Record<Device, string>> = {
  cpu: `install ONNX Runtime with: ${INSTALL}`,
  webgpu:
    'needs a Vulkan, Metal or Direct3D 12 driver; on a machine without a GPU, Mesa 25 or later has one in software',
  cuda: 'needs the CUDA libraries of ONNX Runtime: npm install onnxruntime-node without ONNXRUNTIME_NODE_INSTALL=skip, on Linux x64 with an NVIDIA driver',
  dml: 'Windows only',
  coreml: 'macOS only',
};

/** Which devices there are, by running a small model on each. */
export async function findDevices(runner: Runner): Promise<Devices> {
  let info: Awaited<ReturnType<typeof runtimeInfo>>;
  try {
    info = await runtimeInfo();
  } catch (error) {
    if (!(error instanceof RuntimeMissing)) throw error;
    const devices = DEVICES.map((device) => ({ device, runs: false, what: error.message, help: error.help ?? '' }));
    return { runtime: null, devices };
  }
  const devices: DeviceState[] = [];
  for (const device of DEVICES) {
    if (device !== 'cpu' && !info.backends.includes(device)) {
      devices.push({ device, runs: false, what: 'not in this build of ONNX Runtime', help: HELP[device] });
    } else devices.push(await tryDevice(device, runner));
  }
  return { runtime: info.version, devices };
}

async function tryDevice(device: Device, runner: Runner): Promise<DeviceState> {
  const folder = makeRunFolder();
  try {
    const model = new Composition(17);
    model.input('x', 1, [4]);
    model.output(model.add('Add', ['x', 'x']));
    folder.write(model);
    const { providers } = await runner({
      folder: folder.path,
      feeds: [{ name: 'x', type: 1, dims: [4], fill: { kind: 'constant', value: 1 } }],
      fetches: model.outputs,
      device,
      threads: 1,
    });
    const ran = Object.keys(providers);
    if (device !== 'cpu' && ran.every((name) => name === 'CPUExecutionProvider')) {
      return { device, runs: false, what: 'gives its work to the processor', help: HELP[device] };
    }
    return { device, runs: true, what: ran.length === 0 ? 'runs' : `runs: ${ran.join(', ')}`, help: '' };
  } catch (error) {
    const what = printable(error instanceof Error ? error.message : String(error), 160);
    return { device, runs: false, what, help: HELP[device] };
  } finally {
    folder.remove();
  }
}

/** The device that `auto` stands for: the first of these that runs. */
export function automatic({ devices }: Devices): Device {
  const order: readonly Device[] = ['cuda', 'coreml', 'dml', 'webgpu'];
  return order.find((device) => devices.some((state) => state.device === device && state.runs)) ?? 'cpu';
}
