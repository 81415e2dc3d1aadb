/** Lines of the recorder's process about the recording itself; the records are in a file. */
import type { WireLine } from '../ptrace/wire.ts';
import type { RawEvent } from '../raw.ts';

export type BpfLine =
  | Extract<WireLine, { kind: 'started' | 'problem' | 'program' }>
  /** `full`: the recording ended because its records took all their space. */
  | (Extract<WireLine, { kind: 'done' }> & { full: boolean })
  /** BPF cannot record here; the reason is a sentence. */
  | { kind: 'refused'; text: string }
  /** What a process had when the recording started. `at`: nanoseconds of CLOCK_MONOTONIC. */
  | { kind: 'read'; process: number; at: string; tasks: readonly Extract<RawEvent, { kind: 'found' }>[] };
