/** What goes over the wire between a session and a bridge host in another process. All of it is JSON. */
import type { Platform } from '../../app/shared/calls/types.ts';
import type { MessageRequest, Performed, PerformRequest, ProcessPlan } from '../../app/shared/provider.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { Looks } from './look-along.ts';
import type { WorldNews } from './world-sync.ts';

/** A call by name: its description is known at both ends. What was predicted stays at home. */
export type WirePerform = Omit<PerformRequest, 'call' | 'predicted'> & { call: string; platform: Platform; world: WorldNews | null };

/** What comes along with an answer, where there is any: see look-along.ts. */
export interface Along {
  looks?: Looks;
}

export interface HostOperations {
  start: { input: ProcessPlan; output: number | null };
  /** `world`: what is new in the one that the session looked at last. */
  perform: { input: WirePerform; output: { performed: Performed } & Along };
  message: { input: { request: MessageRequest; world: WorldNews | null }; output: { carried: { micros: number; text: string | null } } & Along };
  probe: { input: { world: WorldNews; again: boolean }; output: readonly Fact[] };
  kill: { input: string; output: null };
  dispose: { input: null; output: null };
}

export type HostOperation = keyof HostOperations;

export interface HostRequest<O extends HostOperation = HostOperation> {
  id: number;
  op: O;
  input: HostOperations[O]['input'];
}

/** From the host; `hello` comes first, and nothing counts before its token has been checked. */
export type HostMessage =
  | { kind: 'hello'; token: string; platform: string }
  | { kind: 'reply'; id: number; output: unknown }
  | { kind: 'failure'; id: number; problem: string }
  | { kind: 'completed'; key: number; performed: Performed }
  | { kind: 'died'; process: string; how: string };

/** Where a host finds its session: a port of the loopback, and a token that is used once. */
export const PORT_VARIABLE = 'HANDOFF_BRIDGE_PORT';
export const TOKEN_VARIABLE = 'HANDOFF_BRIDGE_TOKEN';
