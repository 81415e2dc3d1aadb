/** Handle flags and duplicates, event objects, provider queries. */
import * as c from '../../app/shared/calls/constants-winsock.ts';
import { decodeProtocolInfo, PROTOCOL_INFO_SIZE } from '../../app/shared/domain/protocol-info.ts';
import { dllCall } from './bindings.ts';
import { choiceArg, dwordArg, flagsArg, handleArg } from './args.ts';
import { direct, orNull, plain, socketOf, type Preparations } from './prepared.ts';
import type { Handle, Winsock } from './types.ts';

const PROCESS_DUP_HANDLE = 0x0040;
const DUPLICATE_SAME_ACCESS = 2;
/** Buffer for this many providers; machines have about ten. */
const MOST_PROTOCOLS = 64;
const XP1_IFS_HANDLES = 0x0002_0000;

export const HANDLES = {
  GetHandleInformation: ({ kernel }, args) => {
    const flags: [number | null] = [null];
    return orNull(kernel.GetHandleInformation, [socketOf(args), flags], () => ({
      flags: Object.entries(c.HANDLE_FLAGS).filter(([, bit]) => ((flags[0] ?? 0) & bit) !== 0).map(([name]) => name),
    }));
  },
  SetHandleInformation: ({ kernel }, args) => orNull(kernel.SetHandleInformation,
    [socketOf(args), flagsArg(args, 'mask', c.HANDLE_FLAGS), flagsArg(args, 'flags', c.HANDLE_FLAGS)]),
  DuplicateHandle: (calls, args) => {
    const copy: [Handle | null] = [null];
    const native = () => duplicate(calls, socketOf(args), dwordArg(args, 'targetProcess', process.pid), args['inherit'] === true, copy);
    return orNull(direct(native), [], () => ({ descriptor: Number(copy[0]) }));
  },
  WSASetEvent: ({ ws2 }, args) => orNull(ws2.WSASetEvent, [handleArg(args, 'event')]),
  WSAResetEvent: ({ ws2 }, args) => orNull(ws2.WSAResetEvent, [handleArg(args, 'event')]),
  WSACloseEvent: ({ ws2 }, args) => orNull(ws2.WSACloseEvent, [handleArg(args, 'event')]),
  SetEvent: (_calls, args) => orNull(dllCall('kernel32.dll', 'bool __stdcall SetEvent(uintptr_t event)'), [handleArg(args, 'event')]),
  ResetEvent: (_calls, args) => orNull(dllCall('kernel32.dll', 'bool __stdcall ResetEvent(uintptr_t event)'), [handleArg(args, 'event')]),
  WSAIoctl: ({ ws2 }, args) => {
    const out = Buffer.alloc(8);
    return plain(ws2.WSAIoctl, [socketOf(args), choiceArg(args, 'code', c.IOCTL_CODES), null, 0, out, out.length, [0], 0, 0],
      () => ({ value: Number(out.readBigUInt64LE(0)) }));
  },
  WSAEnumProtocolsW: ({ ws2 }) => {
    const list = Buffer.alloc(MOST_PROTOCOLS * PROTOCOL_INFO_SIZE);
    return plain(ws2.WSAEnumProtocolsW, [null, list, [list.length]], (returned) => {
      const infos = Array.from({ length: Number(returned) },
        (_, i) => decodeProtocolInfo(list.subarray(i * PROTOCOL_INFO_SIZE, (i + 1) * PROTOCOL_INFO_SIZE)));
      const words = infos.map((info) =>
        `${info.szProtocol}: chain `
          + `${info.ProtocolChain.ChainLen}${(info.dwServiceFlags1 & XP1_IFS_HANDLES) === 0 ? ', no IFS handles' : ''}`);
      return { number: infos.length, value: words.join('; ') };
    });
  },
} satisfies Preparations;

function duplicate({ kernel }: Winsock, handle: number, pid: number, inherit: boolean, copy: [Handle | null]): boolean {
  const target = kernel.OpenProcess(PROCESS_DUP_HANDLE, false, pid);
  if (BigInt(target) === 0n) return false;
  const done = kernel.DuplicateHandle(kernel.GetCurrentProcess(), handle, target, copy, 0, inherit, DUPLICATE_SAME_ACCESS);
  kernel.CloseHandle(target);
  return done;
}
