/** The Linux inventory: uses the tier that the permissions allow, and records the reason in every capture. */
import type { Capture } from '../../../app/shared/live/capture.ts';
import { whyNoBpf } from './bpf/available.ts';
import { BpfScanner } from './bpf/bpf-scanner.ts';
import { findReaders } from './acceptors.ts';
import { findPaths } from './unix-paths.ts';
import { ProcScanner } from './proc-scanner.ts';
import { isUnheld } from '../../../app/shared/live/kept.ts';

export interface ScanOptions {
  /** `auto` uses the BPF tier if it works. */
  tier: 'auto' | 'proc' | 'bpf';
  /** Walk everything again, ignoring the last capture. */
  full?: boolean;
}

export interface LinuxScannerOptions {
  /** The built worker program; null for one thread only. */
  workerFile: string | null;
  /** One capture only: nothing is kept or started for a next one. */
  once?: boolean;
}

/** The requested tier is not available; the message is the reason. */
export class TierUnavailable extends Error {}

export class LinuxScanner {
  readonly #options: LinuxScannerOptions;
  #proc: ProcScanner | null = null;
  #bpf: BpfScanner | null = null;
  /** Why the BPF tier is not available; determined once. */
  #refused: string | null = null;

  constructor(options: LinuxScannerOptions) {
    this.#options = options;
  }

  /** @throws TierUnavailable if the BPF tier was requested and is not available; Error if /proc cannot be read. */
  async scan({ tier, full = false }: ScanOptions): Promise<Capture> {
    if (tier !== 'proc') {
      const bpf = this.#openBpf();
      if (bpf)
        return bpf.scan({ why: tier === 'bpf' ? 'The BPF tier was asked for.'
          : 'This user may load BPF programs, so the kernel itself lists every descriptor.' });
      if (tier === 'bpf') throw new TierUnavailable(`The BPF tier is not available. ${this.#refused!}`);
    }
    this.#proc ??= new ProcScanner(this.#options);
    return this.#proc.scan({ why: tier === 'proc' ? 'The /proc tier was asked for.' : `The BPF tier is not available. ${this.#refused!}`,
      full });
  }

  /** Adds to the capture who reads from `rows`, and what keeps those open that have no holder. */
  async lookFurther(capture: Capture, rows: readonly number[]): Promise<void> {
    findReaders(capture, rows);
    findPaths(capture, rows);
    if (rows.every((s) => !isUnheld(capture, s))) return;
    // Rarely needed, so loaded on demand.
    (await import('./look-further.ts')).lookFurther(capture, rows);
  }

  async close(): Promise<void> {
    await this.#proc?.close();
    await this.#bpf?.close();
    [this.#proc, this.#bpf] = [null, null];
  }

  #openBpf(): BpfScanner | null {
    if (this.#bpf || this.#refused !== null) return this.#bpf;
    this.#refused = whyNoBpf();
    if (this.#refused !== null) return null;
    try {
      this.#bpf = new BpfScanner({ workerFile: this.#options.once ? null : this.#options.workerFile });
    } catch (error) {
      // Whatever this kernel lacks, the other tier works without it.
      this.#refused = (error as Error).message;
    }
    return this.#bpf;
  }
}
