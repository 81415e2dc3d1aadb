/** How the calls that make sense in a situation are described: a row says on what a call would succeed, and with what. */
import type { SocketEntity } from '../../app/shared/domain/entities.ts';
import type { Draw } from './random-source.ts';
import type { Holding, Situation } from './situation.ts';

export type Args = Record<string, unknown>;

/** One process about to make a call. */
export interface Scene {
  draw: Draw;
  situation: Situation;
  process: string;
  held: readonly Holding[];
}

export interface Row {
  call: string;
  weight: number;
  /** The descriptors on which the call is expected to succeed (or to wait); `[null]` for a call that takes none. */
  on(scene: Scene): readonly (Holding | null)[];
  /** The other arguments, or null when nothing sensible is at hand. */
  args?(scene: Scene, on: Holding | null): Args | null;
}

/** A call on descriptors of sockets that are in the right state. */
export function onSockets(
  call: string, weight: number, fits: (socket: SocketEntity, scene: Scene) => boolean,
  args?: (scene: Scene, on: Holding, socket: SocketEntity) => Args | null,
): Row {
  return {
    call, weight,
    on: (scene) => scene.held.filter((h) => h.socket !== null && fits(h.socket, scene)),
    ...(args ? { args: (scene, on) => args(scene, on!, on!.socket!) } : {}),
  };
}

/** A call that takes no descriptor, made while `wanted`. */
export function free(call: string, weight: number, wanted: (scene: Scene) => boolean, args?: (scene: Scene) => Args | null): Row {
  return { call, weight, on: (scene) => (wanted(scene) ? [null] : []), ...(args ? { args } : {}) };
}

export const isStream = (s: SocketEntity): boolean => s.type !== 'SOCK_DGRAM';
export const isOpenStream = (s: SocketEntity): boolean => isStream(s) && s.state === 'established' && !s.reset;
export const isIdle = (s: SocketEntity): boolean => s.queue.length === 0 && !s.peerEnded && !s.reset;

/** At most this many calls can wait at a time: each costs its grace, and only the first on a queue is foretold. */
export const mayWait = (scene: Scene): boolean => scene.situation.pendingCount() < 2;

/** Processes at a time. */
const MOST_RUNNING = 4;

/** Drawn seldom: a start of Node takes as long as several sequences. */
export const mayCreate = ({ situation }: Scene): boolean => situation.waiting().length > 0 && situation.existing().length < MOST_RUNNING;

/** Addresses at which a socket like this one would be answered: `$a3`. */
export function listenersFor(scene: Scene, socket: SocketEntity): string[] {
  return addressesOf(scene, (s) => s.state === 'listening' && s.family === socket.family && s.type === socket.type);
}

/** Names of the local addresses of such sockets. */
export function addressesOf({ situation }: Scene, fits: (socket: SocketEntity) => boolean): string[] {
  return situation.sockets().filter(fits).flatMap((s) => (s.local === null ? [] : situation.names.address(s.local) ?? []));
}

/** A loopback address to bind to, the system choosing the rest. */
export function freshAddress(socket: { family: string }): string {
  if (socket.family === 'AF_UNIX') return '@';
  return socket.family === 'AF_INET6' ? '[::1]:0' : '127.0.0.1:0';
}

export const WORDS = ['a', 'bc', 'def', 'ghijkl'] as const;

export interface OptionChoice { level: string; name: string; values: readonly unknown[] }

const social = (name: string, ...values: unknown[]): OptionChoice => ({ level: 'SOL_SOCKET', name, values });

/** Options that both platforms have, with values that keep sequences short: no timeout ever runs out. */
export const OPTIONS: readonly OptionChoice[] = [
  social('SO_KEEPALIVE', 1, 0), social('SO_REUSEADDR', 1, 0),
  social('SO_LINGER', { onoff: 1, linger: 0 }, { onoff: 0, linger: 0 }, { onoff: 1, linger: 1 }),
  social('SO_RCVTIMEO', 20_000, 0), social('SO_SNDTIMEO', 20_000, 0), social('SO_BROADCAST', 1, 0), social('SO_OOBINLINE', 1, 0),
  social('SO_RCVBUF', 65_536, 131_072), social('SO_SNDBUF', 65_536, 131_072), social('SO_DONTROUTE', 1, 0),
  { level: 'IPPROTO_TCP', name: 'TCP_NODELAY', values: [1, 0] },
];

export function setAnOption({ draw }: Scene): Args {
  const { level, name, values } = draw.of(OPTIONS);
  return { level, name, value: draw.of(values) };
}

const READ_ONLY = ['SO_TYPE', 'SO_ACCEPTCONN'] as const;

/** Mostly an option that was set, so that what one set another reads. */
export function readAnOption({ draw }: Scene, socket: SocketEntity): Args {
  const set = OPTIONS.filter((o) => socket.optionSteps[o.name] !== undefined);
  if (set.length > 0 && !draw.odds(30)) {
    const { level, name } = draw.of(set);
    return { level, name };
  }
  if (draw.odds(20)) return { level: 'SOL_SOCKET', name: draw.of(READ_ONLY) };
  const { level, name } = draw.of(OPTIONS);
  return { level, name };
}
