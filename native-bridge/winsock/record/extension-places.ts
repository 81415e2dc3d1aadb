/** Where the functions are that WSAIoctl hands out: programs that run can have asked for them long ago. */
import { own } from '../../../app/shared/base/own.ts';
import { FUNCTIONS } from '../../../app/shared/recording/winsock/functions.ts';
import { startWinsock } from '../bindings.ts';
import { type Api, THIS_PROCESS } from './debug-api.ts';
import { exportsOf } from './pe-exports.ts';

const SIO_GET_EXTENSION_FUNCTION_POINTER = 0xc800_0006;
const [AF_INET, SOCK_STREAM] = [2, 1];
/** GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, and ..._FROM_ADDRESS. */
const BY_ADDRESS = 2 | 4;
/** The last eight bytes of their ids (mswsock.h). */
const TAILS: Readonly<Record<string, string>> = {
  AcceptEx: '95ca00805f48a192', TransmitFile: '95ca00805f48a192', ConnectEx: '8ee976e58c74063e', DisconnectEx: 'a031f536a6eec157',
  WSARecvMsg: '8a53e54fe351c322',
};

/** `number`: of the function. `target`: offset of its code in the DLL with this name and size. */
export interface ExtensionPlace { number: number; dll: string; size: number; target: number }

/** Those of this process, whose DLLs are those of every process with the same provider. */
export function extensionPlaces(api: Api): ExtensionPlace[] {
  const { ws2 } = startWinsock();
  const socket = ws2.WSASocketW(AF_INET, SOCK_STREAM, 0, null, 0, 0);
  const places = FUNCTIONS.flatMap(({ name, guid }, number): ExtensionPlace[] => {
    if (guid === undefined) return [];
    const [id, found, base] = [Buffer.from(`0000000000000000${own(TAILS, name)}`, 'hex'), Buffer.alloc(8), Buffer.alloc(8)];
    id.writeBigUInt64LE(guid);
    if (ws2.WSAIoctl(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, id, id.length, found, found.length, [0], 0, 0) !== 0) return [];
    const address = found.readBigUInt64LE();
    if (!api.GetModuleHandleExW(BY_ADDRESS, address, base)) return [];
    const from = base.readBigUInt64LE();
    const image = exportsOf((offset, bytes) => {
      const into = Buffer.alloc(bytes);
      return api.ReadProcessMemory(THIS_PROCESS, from + BigInt(offset), into, bytes, 0) ? into : null;
    });
    return image ? [{ number, dll: image.name.toLowerCase(), size: image.size, target: Number(address - from) }] : [];
  });
  ws2.closesocket(socket);
  return places;
}
