/**
 * The seccomp filter of a launched program: calls to follow stop, all others run at full speed. It is a BPF program over
 * struct seccomp_data: number at 0, architecture at 4, low words of the arguments from 16.
 */
import { own } from '../../base/own.ts';
import * as c from '../../calls/constants-linux.ts';

/** linux/audit.h */
export const AUDIT_ARCH_X86_64 = 0xc000_003e;
/** linux/bpf_common.h and linux/seccomp.h */
const [LOAD, JUMP_IF_EQUAL, RETURN] = [0x20, 0x15, 0x06];
const [RET_TRACE, RET_ALLOW] = [0x7ff0_0000, 0x7fff_0000];
const [NUMBER, ARCHITECTURE, SECOND_ARGUMENT] = [0, 4, 24];
const INSTRUCTION = 8;

/** Calls of which only some commands are followed: those of the catalogue. */
const COMMANDS: Readonly<Record<string, readonly number[]>> = { fcntl: Object.values(c.FCNTL), ioctl: Object.values(c.IOCTL) };

interface Instruction { code: number; value: number; yes?: number; no?: number }

/**
 * Bytes of the instructions (struct sock_filter). `names`: the calls to follow, by number. Calls of programs for another
 * architecture stop, too: they are counted.
 */
export function filterFor(names: ReadonlyMap<number, string>): Uint8Array {
  const followed = [...names].filter(([, name]) => !Object.hasOwn(COMMANDS, name));
  const blocks = [...names].flatMap(([number, name]) => {
    const commands = own(COMMANDS, name) ?? [];
    return commands.length === 0 ? [] : [choose(number, commands)];
  });
  return encode([
    { code: LOAD, value: ARCHITECTURE }, { code: JUMP_IF_EQUAL, value: AUDIT_ARCH_X86_64, yes: 1 }, { code: RETURN, value: RET_TRACE },
    { code: LOAD, value: NUMBER }, ...blocks.flat(), ...anyOf(followed.map(([number]) => number)),
  ]);
}

/** Stops for any of the values, and lets all others run. */
function anyOf(values: readonly number[]): Instruction[] {
  return [...values.map((value, i) => ({ code: JUMP_IF_EQUAL, value, yes: values.length - i })),
    { code: RETURN, value: RET_ALLOW }, { code: RETURN, value: RET_TRACE }];
}

/** For one call: its commands decide. For the others the next instruction is behind it. */
function choose(number: number, commands: readonly number[]): Instruction[] {
  const then = [{ code: LOAD, value: SECOND_ARGUMENT }, ...anyOf(commands)];
  return [{ code: JUMP_IF_EQUAL, value: number, no: then.length }, ...then];
}

function encode(program: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(program.length * INSTRUCTION));
  for (const [i, { code, value, yes = 0, no = 0 }] of program.entries()) {
    view.setUint16(INSTRUCTION * i, code, true);
    view.setUint8(INSTRUCTION * i + 2, yes);
    view.setUint8(INSTRUCTION * i + 3, no);
    view.setUint32(INSTRUCTION * i + 4, value, true);
  }
  return new Uint8Array(view.buffer);
}
