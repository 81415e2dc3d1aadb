/** Whether the BPF tier is available here, or why not: one sentence. */
import { accessSync, constants, readFileSync, readlinkSync } from 'node:fs';
import { BTF_FILE } from './btf.ts';

/** PROC_PID_INIT_INO of linux/proc_ns.h. */
export const FIRST_PID_NAMESPACE = 'pid:[4026531836]';
const CAPABILITIES = { CAP_SYS_ADMIN: 21, CAP_PERFMON: 38, CAP_BPF: 39 } as const;

/** Null if it is worth a try. Loading can still fail, with its own reason. */
export function whyNoBpf(): string | null {
  if (process.arch !== 'x64' && process.arch !== 'arm64') return `The numbers of its system calls are not known for ${process.arch}.`;
  const held = capabilities();
  const may = (name: keyof typeof CAPABILITIES) => (held >> BigInt(CAPABILITIES[name])) & 1n;
  if (!(may('CAP_BPF') && may('CAP_PERFMON')) && !may('CAP_SYS_ADMIN')) return 'It needs CAP_BPF and CAP_PERFMON, or root.';
  try {
    accessSync(BTF_FILE, constants.R_OK);
  } catch {
    return `This kernel does not describe its types (${BTF_FILE} cannot be read).`;
  }
  if (lockedDown()) return 'The kernel is locked down (confidentiality), which forbids BPF to read it.';
  if (readlinkSync('/proc/self/ns/pid') !== FIRST_PID_NAMESPACE)
    return 'This PID namespace is not the first one, and the kernel would tell the first one\'s numbers.';
  return null;
}

/** The effective capabilities of this process, as bits. */
export function capabilities(): bigint {
  const text = /^CapEff:\s*([\da-f]+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
  return BigInt(`0x${text ?? '0'}`);
}

function lockedDown(): boolean {
  try {
    return readFileSync('/sys/kernel/security/lockdown', 'latin1').includes('[confidentiality]');
  } catch {
    return false;
  }
}
