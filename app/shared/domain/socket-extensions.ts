/**
 * A socket in a trace file is one flat record, as in the first version of the format; in memory the state that only one
 * platform has is an extension. These two functions convert between the forms.
 */
import type { Entity, LinuxSocketState, SocketEntity, WinsockSocketState } from './entities.ts';

/** The fields of a socket as a trace file has them. */
export type FlatSocket = Omit<SocketEntity, 'linux' | 'winsock'> & LinuxSocketState & WinsockSocketState;

const NONE: readonly string[] = Object.freeze([]);

/** Returns the entity as a trace file has it: the extensions of a socket are fields of the socket. A flat one stays flat. */
export function flatEntity(entity: Entity): Entity | FlatSocket {
  if (entity.kind !== 'socket') return entity;
  const { linux, winsock, ...common } = entity;
  return { reported: NONE, ...common, ...winsock, ...linux };
}

type Flat = Partial<FlatSocket> & Partial<SocketEntity>;

/**
 * Returns an entity of a trace file as the world has it. `before` is the socket before a change that names only the
 * changed fields. Fields that no platform has are kept.
 */
export function extendedEntity<E extends object>(id: string, flat: E, before?: Entity): E {
  if (!id.startsWith('socket:') || !hasExtension(flat)) return flat;
  const { reported, connected, sigio, resetReported, connectStarted, peerOverlooked, ...common } = flat as Flat;
  const former = before?.kind === 'socket' && !('id' in flat) ? before : undefined;
  const linux: LinuxSocketState = {
    ...former?.linux, ...(sigio && { sigio }), ...(resetReported === undefined ? {} : { resetReported }),
    ...(connectStarted === undefined ? {} : { connectStarted }), ...(peerOverlooked && { peerOverlooked }),
  };
  const told = connected !== undefined || (reported !== undefined && (reported.length > 0 || former?.winsock !== undefined));
  const winsock: WinsockSocketState = {
    ...former?.winsock, reported: reported ?? former?.winsock?.reported ?? NONE, ...(connected === undefined ? {} : { connected }),
  };
  return {
    ...common, ...(Object.keys(linux).length > 0 ? { linux } : {}), ...(told ? { winsock } : {}),
  } as Partial<SocketEntity> as E;
}

const hasExtension = (flat: object): boolean =>
  'reported' in flat || 'connected' in flat || 'sigio' in flat || 'resetReported' in flat || 'connectStarted' in flat
  || 'peerOverlooked' in flat;
