/** Calls that change who holds a socket, from the programs in the kernel that "handoff record" uses. */
import type { SeenCalls } from '../../../shared/live/port-causes.ts';

export interface CallSource {
  /** Calls since the last time. */
  take(): SeenCalls;
  close(): void;
}

/** `why`: the reason why calls cannot be seen here, as a sentence. */
export async function openCalls(): Promise<CallSource | { why: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { why: 'BPF shows calls on Linux on x86-64 only.' };
  const { whyNoBpf } = await import('../../../../native-bridge/linux/live/bpf/available.ts');
  const why = whyNoBpf();
  if (why !== null) return { why };
  try {
    return new (await import('../../../../native-bridge/linux/bpf/machine-calls.ts')).MachineCalls();
  } catch (error) {
    return { why: (error as Error).message };
  }
}
