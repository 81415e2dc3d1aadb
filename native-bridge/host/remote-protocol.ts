/** The messages between a session and the host program that starts its processes in another system, as JSON. */
import type { Entity } from '../../app/shared/domain/entities.ts';
import type { ProcessPlan } from '../../app/shared/provider/provider.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { PeerAddress } from '../channel/protocol.ts';
import type { KnownProcess } from '../linux/process-identity.ts';

/** A process to start, and where it connects. */
export interface StartPlan extends Pick<ProcessPlan, 'name' | 'role'> {
  address: PeerAddress;
}

/** Each peer, main included, connects to the session directly: calls and messages do not pass through the host. */
export interface HostOperations {
  /** Connects the peer in the host itself. */
  main: { input: StartPlan; output: KnownProcess };
  start: { input: StartPlan; output: KnownProcess };
  /** Adds a process that another one has created. */
  hold: { input: { pid: number }; output: KnownProcess };
  end: { input: KnownProcess; output: null };
  probe: { input: { entities: readonly Entity[] }; output: readonly Fact[] };
  removeFile: { input: { path: string }; output: null };
  dispose: { input: null; output: null };
}

export type HostOperation = keyof HostOperations;

export interface HostRequest<O extends HostOperation = HostOperation> {
  id: number;
  op: O;
  input: HostOperations[O]['input'];
}

/** The kind of the first message. */
export const HOST_HELLO = 'host';

/** The first message of a host; `folder` is private to the session, as the host's system names it. */
export interface HostHello {
  kind: typeof HOST_HELLO;
  token: string;
  platform: string;
  folder: string;
}

/** From the host, after its hello. `exited`: a process that it has started. */
export type HostMessage =
  | { kind: 'reply'; id: number; output: unknown }
  | { kind: 'failure'; id: number; problem: string }
  | { kind: 'exited'; pid: number; how: string };

/** How a host finds its session: a loopback port, and a single-use token. */
export const PORT_VARIABLE = 'HANDOFF_BRIDGE_PORT';
export const TOKEN_VARIABLE = 'HANDOFF_BRIDGE_TOKEN';
/** The folder for its temporary files, as its system names it; absent for the system's default. */
export const FOLDER_VARIABLE = 'HANDOFF_BRIDGE_FOLDER';
