/** Opens models in the inference process, each when somebody waits for it and on a device that it can run on. */
import { SpinelError } from '../errors.ts';
import { type Anchor, deviceFor, runsOnCpuOnly } from './anchor.ts';
import type { FromProcess } from './messages.ts';
import type { ServedModel } from './servedModel.ts';
import type { Supervisor } from './supervisor.ts';
import { asSpinelError, refusedError } from './supervisorErrors.ts';
import type { Device, ModelDescription, ModelQuantity } from './types.ts';

export interface ModelOpenerOptions {
  readonly served: ReadonlyMap<ModelQuantity, ServedModel>;
  readonly supervisor: Supervisor;
  /** A folder with the user's own onnxruntime-node; empty for the one shipped. */
  readonly runtimeFolder: string;
  readonly log: (line: string) => void;
  /** Told of a model that cannot be used. */
  readonly onFailure: (served: ServedModel, error: SpinelError) => void;
}

export class ModelOpener {
  readonly #options: ModelOpenerOptions;
  readonly #supervisor: Supervisor;

  constructor(options: ModelOpenerOptions) {
    this.#options = options;
    this.#supervisor = options.supervisor;
  }

  /** Reads what the manifest says of a model. A model that cannot be used fails alone, and rejects with its error. */
  async describe(served: ServedModel): Promise<ModelDescription> {
    try {
      return await served.describe();
    } catch (error) {
      if (error instanceof SpinelError) this.#options.onFailure(served, error);
      throw error;
    }
  }

  /**
   * The model with which a device is opened: the first that somebody waits for and that may run there, else one that somebody waits for
   * and that brings the process to the CPU; and where a better device is tried for a process that is at work, one of those at work.
   */
  async anchor(device: Device): Promise<Anchor | undefined> {
    const atWork = this.#supervisor.phase === 'ready';
    const usable: { served: ServedModel; description: ModelDescription }[] = [];
    for (const served of this.#options.served.values()) {
      if (!served.ledger.outstanding && served.provision === 'none') continue;
      // Read again at every start, so that a model that was mended or replaced meanwhile is found; but never while it is at work.
      const known = atWork && served.provision !== 'none' ? served.description : undefined;
      const description = known ?? (await this.describe(served).catch(() => undefined));
      if (description !== undefined) usable.push({ served, description });
    }
    const fitting = usable.find(({ description }) => deviceFor(description, device) === device);
    const found = fitting ?? usable[0];
    if (found === undefined) return undefined;
    const { served, description } = found;
    return { ...description, quantity: served.quantity, load: () => served.load(description) };
  }

  /** To be called when the process came, went or was exchanged: no model is open but the one that a new process was opened with. */
  processChanged(): void {
    const { served } = this.#options;
    for (const one of served.values()) {
      one.provision = 'none';
      one.ledger.disconnect();
    }
    if (this.#supervisor.phase !== 'ready') return;
    const { anchor } = this.#supervisor;
    if (anchor !== undefined) this.#connect(served.get(anchor) as ServedModel);
    for (const one of served.values()) {
      if (one.ledger.outstanding) this.provide(one);
    }
  }

  /** Opens a model in the present process where it is not open yet. What waits for it is sent when it is. */
  provide(served: ServedModel): void {
    if (this.#supervisor.phase === 'ready' && served.provision === 'none') void this.#open(served);
  }

  opened({ quantity, device }: Extract<FromProcess, { kind: 'opened' }>): void {
    const served = this.#options.served.get(quantity) as ServedModel;
    served.proven.add(device);
    this.#connect(served);
    this.#options.log(`The model ${served.name} is open on ${device}.`);
    if (served.description !== undefined && !runsOnCpuOnly(served.description)) this.#supervisor.scout();
  }

  /** With `auto`, a model that one device does not take is computed on the CPU; a device that was named is never replaced. */
  refused(message: Extract<FromProcess, { kind: 'refused' }>): void {
    const served = this.#options.served.get(message.quantity) as ServedModel;
    const { description } = served;
    if (description === undefined) return;
    const fallsBack = this.#supervisor.automatic && message.device !== 'cpu' && message.code === 'SP4004';
    if (!fallsBack) {
      const error = refusedError(message, this.#options.runtimeFolder, description.ownFolder);
      this.#options.onFailure(served, error);
      return;
    }
    this.#options.log(`The model ${served.name} is not used on ${message.device}: ${message.message}.`);
    this.#openOn(served, description, 'cpu');
  }

  async #open(served: ServedModel): Promise<void> {
    const { pid } = this.#supervisor;
    served.provision = 'opening';
    try {
      const description = await served.describe();
      const bytes = await served.load(description);
      if (this.#supervisor.pid !== pid || this.#supervisor.device === undefined) return;
      if (this.#supervisor.standsIn && !runsOnCpuOnly(description)) {
        // The process is on the CPU only for want of a model that can run on the device that was named.
        void this.#supervisor.stop();
        this.#supervisor.start();
        return;
      }
      this.#supervisor.send({ kind: 'model', quantity: served.quantity, bytes });
      this.#openOn(served, description, deviceFor(description, this.#supervisor.device));
    } catch (error) {
      if (this.#supervisor.pid === pid) this.#options.onFailure(served, asSpinelError(error));
    }
  }

  #openOn(served: ServedModel, { network }: ModelDescription, device: Device): void {
    const fresh = this.#supervisor.automatic && device !== 'cpu' ? 'auto' : 'named';
    const purpose = served.proven.has(device) ? 'again' : fresh;
    const { runtimeFolder } = this.#options;
    const { quantity } = served;
    this.#supervisor.send({ kind: 'open', quantity, network, device, runtimeFolder, purpose });
  }

  #connect(served: ServedModel): void {
    served.provision = 'open';
    served.ledger.connect((message) => this.#supervisor.send(message));
  }
}
