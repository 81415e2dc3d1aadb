/** The Linux inventory: the tier that the rights allow, with the reason for it in every capture. */
import type { Capture } from '../../../app/shared/live/capture.ts';
import { ProcScanner } from './proc-scanner.ts';

export interface ScanOptions {
  /** `auto` takes the BPF tier where it works. */
  tier: 'auto' | 'proc' | 'bpf';
  /** Walk everything again, whatever the last capture knows. */
  full?: boolean;
}

export interface LinuxScannerOptions {
  workerFile: string | null;
  /** One capture only. */
  once?: boolean;
}

export class LinuxScanner {
  readonly #options: LinuxScannerOptions;
  #proc: ProcScanner | null = null;

  constructor(options: LinuxScannerOptions) {
    this.#options = options;
  }

  async scan({ tier, full = false }: ScanOptions): Promise<Capture> {
    this.#proc ??= new ProcScanner(this.#options);
    return this.#proc.scan({ why: tier === 'proc' ? 'The /proc tier was asked for.' : 'The BPF tier is not there yet.', full });
  }

  async close(): Promise<void> {
    await this.#proc?.close();
    this.#proc = null;
  }
}
