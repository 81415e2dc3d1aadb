/**
 * Wine's queries about a socket, in place of AFD's context, which Wine lacks (W10). Numbers and layouts are those
 * of Wine 8's include/wine/afd.h; a version that answers otherwise yields fewer facts, not wrong ones.
 */
import { type AfdSocket, ask } from './afd.ts';
import { decodeAfdAddress } from './afd-address.ts';
import { type AfdContext, WINSOCK_STATE } from './afd-context.ts';

/** WINE_AFD_IOC of 216, 218 and 219: GETPEERNAME, GET_INFO (family, type, protocol) and GET_SO_ACCEPTCONN. */
const CODE = { peer: 0x12_0360, info: 0x12_0368, listening: 0x12_036c } as const;
const [INFO_BYTES, NUMBER_BYTES, ADDRESS_BYTES] = [12, 4, 28];

/** The same facts as from AFD, without options and registrations, which Wine does not report. */
export function wineFacts(handle: number, { local }: AfdSocket): AfdSocket {
  const far = ask(handle, CODE.peer, ADDRESS_BYTES);
  const remote = far.status < 0 ? null : decodeAfdAddress(far.bytes);
  const info = ask(handle, CODE.info, INFO_BYTES);
  if (info.status < 0) return { local, remote, context: null };
  const listens = ask(handle, CODE.listening, NUMBER_BYTES);
  const context: AfdContext = {
    state: remote ? WINSOCK_STATE.connected : local ? WINSOCK_STATE.bound : WINSOCK_STATE.open,
    family: info.bytes.readInt32LE(0), type: info.bytes.readInt32LE(4), protocol: info.bytes.readInt32LE(8),
    flags: new Set(listens.status >= 0 && listens.bytes.readInt32LE(0) !== 0 ? ['listening'] : []), options: [], asyncSelect: null,
  };
  return { local, remote, context };
}
