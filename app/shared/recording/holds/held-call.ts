/** A call before it is made, in the world of everything before it. */
import type { ResolvedArgs } from '../../calls/types.ts';
import type { ObjectId } from '../../domain/ids.ts';
import { entity } from '../../domain/world.ts';
import { aboutSocket } from '../about.ts';
import { decode } from '../decode/decode.ts';
import { bytesOf } from '../decode/values.ts';
import { isExec, isFork } from '../lifecycle.ts';
import { partsOf } from '../addresses.ts';
import { prepare } from '../prepare.ts';
import type { RawCall } from '../raw.ts';
import type { State } from '../state.ts';
import type { Task } from '../tasks.ts';
import type { StepWriter } from '../writer.ts';
import { type Foreseen, foresee } from './foresee.ts';
import { passedOn, sharesByCall } from './shares.ts';

export interface HeldCall {
  raw: RawCall;
  /** Process id of the system. */
  pid: number;
  /** "nginx-2/t2" */
  participant: string;
  /** Name in the catalogue, or that of the kernel. */
  call: string;
  args: ResolvedArgs;
  /** Descriptors that it names. */
  descriptors: readonly number[];
  /** Sockets, epoll instances and pidfds that it concerns, by their ids. */
  objects: readonly ObjectId[];
  ports: readonly number[];
  /** It concerns sockets or processes: the recording gets a step for it. */
  isShown: boolean;
  shares: boolean;
  /** What the rules say. `free`: the numbers that the next descriptors get. */
  foresee(free: () => number): Foreseen;
}

const DESCRIPTORS = ['fd', 'epfd', 'newfd', 'pidfd', 's', 'acceptSocket'] as const;

/** `about`: what the first argument refers to, as the source knows it; null for other files. */
export function heldCall(state: State, writer: StepWriter, task: Task, raw: RawCall, about: string | null): HeldCall {
  const { world } = state;
  const decoded = decode(raw, state.rules);
  const [call, args] = [decoded?.call ?? raw.name, decoded?.args ?? programOf(raw)];
  const descriptors = numbersIn(args);
  const inherited = passedOn(world, task.table, raw);
  const objects = [...descriptors.flatMap((n) => state.descriptor(world, task.table, n)?.object ?? []), ...inherited.map((d) => d.object)];
  const found = about === null ? null : aboutSocket(about);
  const isShown = isFork(raw) || isExec(raw) || found !== null || prepare(state, world, task, raw).kind !== 'other';
  const onSocket = found !== null || objects.some((id) => id.startsWith('socket:'));
  const addresses = [args['address'], args['to'], found?.local, found?.remote, ...objects.flatMap((id) => {
    const socket = entity(world, 'socket', id);
    return socket ? [socket.local, socket.remote] : [];
  })];
  return {
    raw, pid: task.group, participant: state.tasks.shown(task), call, args, descriptors, objects: [...new Set(objects)],
    ports: addresses.flatMap((address) => (typeof address === 'string' ? partsOf(address).port ?? [] : [])), isShown,
    shares: inherited.length > 0 || (isShown && sharesByCall(call, args, onSocket, state.rules)),
    foresee: (free) => foresee(state, writer, task, raw, free),
  };
}

/** The program of an exec. Foreign text. */
function programOf(raw: RawCall): ResolvedArgs {
  const path = isExec(raw) ? bytesOf(raw.args[raw.name === 'execveat' ? 1 : 0]) : null;
  return path === null ? {} : { path };
}

function numbersIn(args: ResolvedArgs): number[] {
  const rights = Array.isArray(args['rights']) ? args['rights'] as readonly unknown[] : [];
  return [...DESCRIPTORS.map((name) => args[name]), ...rights].filter((n) => typeof n === 'number');
}
