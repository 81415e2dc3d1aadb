/** Converts AFD's description of a socket to that of a capture. Pure. */
import type { WinsockFacts } from '../../../app/shared/live/capture.ts';
import type { Kind, SocketState } from '../../../app/shared/live/kinds.ts';
import type { AfdSocket } from './afd.ts';
import { type AfdContext, eventNames, WINSOCK_STATE } from './afd-context.ts';

export interface Described {
  kind: Kind;
  /** SOCK_ number, and the AF_ number of Linux, which captures use; 0 if unknown. */
  type: number;
  family: number;
  protocol: number;
  /** As Winsock wrote it last; for TCP, the owner tables are more reliable. */
  state: SocketState;
  winsock: Omit<WinsockFacts, 'windowProcess'> | null;
}

/** Windows' numbers of families, mapped to those of Linux. Others (Bluetooth, Hyper-V) have no name here. */
const FAMILIES: Readonly<Record<number, number>> = { 1: 1, 2: 2, 23: 10 };
const FAMILY_OF = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10 } as const;
const [STREAM, DATAGRAM, RAW] = [1, 2, 3];
const [TCP, UDP] = [6, 17];

export function describe({ context, local, remote }: AfdSocket): Described {
  if (context === null) {
    const family = local === null ? 0 : FAMILY_OF[local.family];
    return { kind: family === 1 ? 'unix' : 'unknown', type: 0, family, protocol: 0, state: remote === null ? 'unknown' : 'established',
      winsock: null };
  }
  const { type, protocol, options, asyncSelect } = context;
  const family = FAMILIES[context.family] ?? 0;
  return {
    kind: kindOf(family, type, protocol), type, family, protocol: type === RAW ? protocol & 0xffff : 0, state: stateOf(context),
    winsock: {
      options,
      asyncSelect: asyncSelect === null ? null : {
        window: `0x${asyncSelect.window.toString(16)}`, message: asyncSelect.message, mask: asyncSelect.mask,
        events: eventNames(asyncSelect.mask), disabled: eventNames(asyncSelect.disabled),
      },
    },
  };
}

function kindOf(family: number, type: number, protocol: number): Kind {
  if (family === 1) return 'unix';
  if (family === 0) return 'other';
  if (type === RAW) return 'raw';
  if (type === STREAM && (protocol === 0 || protocol === TCP)) return 'tcp';
  return type === DATAGRAM && (protocol === 0 || protocol === UDP) ? 'udp' : 'other';
}

function stateOf({ state, type, flags }: AfdContext): SocketState {
  if (flags.has('listening')) return 'listening';
  switch (state) {
    case WINSOCK_STATE.connected: return 'established';
    case WINSOCK_STATE.closing: return 'closing';
    // Linux uses this state for a TCP socket that is bound and neither listens nor is connected.
    case WINSOCK_STATE.bound: case WINSOCK_STATE.boundSpecific: return type === STREAM ? 'bound-inactive' : 'unconnected';
    case WINSOCK_STATE.open: return 'unconnected';
    default: return 'unknown';
  }
}
