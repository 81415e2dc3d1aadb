/**
 * Which processes a call can reach: those of the session, and in them the descriptors that the session knows. Checked
 * immediately before a call, with the current values of its names. Raw steps are checked as well: they can affect
 * unrelated objects in their own process, which is disposable, but nothing outside of it.
 */
import { isNoProcess, isNoWindow } from '../../../../shared/calls/reserved-numbers.ts';
import type { CallSpec, ResolvedArgs, ResolvedValue } from '../../../../shared/calls/types.ts';
import type { ProcessEntity, Rules } from '../../../../shared/domain/entities.ts';
import { type WorldView, allOf, descriptorOf, entity, processByPid } from '../../../../shared/domain/world.ts';
import { exists } from '../step-context.ts';

const NAME_ONE = 'Name a process of the scenario that runs, such as $main';

interface Asked {
  world: WorldView;
  rules: Rules;
  call: CallSpec;
  args: ResolvedArgs;
  process: ProcessEntity;
  /** Pids by the scenario's names: the world also contains external processes that received a socket. */
  pids: ReadonlyMap<string, number>;
}

/** A reason, or null if the call reaches only processes of its session. */
export function processRefusal(asked: Asked): string | null {
  return strangerRefusal(asked) ?? fetchRefusal(asked) ?? compareRefusal(asked) ?? windowRefusal(asked) ?? pseudoHandleRefusal(asked);
}

function strangerRefusal({ world, rules, call, args, pids }: Asked): string | null {
  for (const { name, type } of call.args) {
    const pid = args[name];
    if (type.kind !== 'pid' || typeof pid !== 'number' || isNoProcess(rules, pid)) continue;
    const known = allOf(world, 'process').filter((p) => p.pid === pid && pids.has(p.name));
    if (known.some(exists)) continue;
    const [ended] = known;
    // On Windows the bridge holds a handle to every process of the session, so that its id is not reused after it ends.
    if (ended && rules === 'winsock') continue;
    if (ended) return `${ended.name} (process ${pid}) has ended, and its number can be another's by now. ${NAME_ONE}`;
    if (pid < 0) return `${pid} stands for a process group, and processes of others can be in it. ${NAME_ONE}`;
    return `${pid} is not a process of this session. ${NAME_ONE}`;
  }
  return null;
}

/** Fetching from main: every descriptor outside the session belongs to the inspector. */
function fetchRefusal(asked: Asked): string | null {
  const stranger = fetchedStranger(asked);
  return stranger?.from.name === 'main' ? stranger.reason : null;
}

/**
 * The process from which a call fetches a number that the session does not know there, and why a descriptor behind it
 * is no part of the session. Most such numbers are not open, which only the call itself can tell; null for all other calls.
 */
export function fetchedStranger(
  { world, call, args, process }: Pick<Asked, 'world' | 'call' | 'args' | 'process'>,
): { from: ProcessEntity; reason: string } | null {
  if (!call.fetches) return null;
  const [pidfd, targetfd] = [numberOf(args['pidfd']), numberOf(args['targetfd'])];
  const of = entity(world, 'pidfd', descriptorOf(world, process.id, pidfd)?.object ?? null);
  // Not a pidfd of the session: the calling process checks the number itself.
  const from = of && entity(world, 'process', of.of);
  if (!from || from.state !== 'running' || descriptorOf(world, from.id, targetfd)) return null;
  return { from, reason: unknownIn(from, targetfd) };
}

/** Comparing: in main, every descriptor outside the session belongs to the inspector. */
function compareRefusal({ world, call, args }: Asked): string | null {
  if (call.verb !== 'compare') return null;
  for (const n of ['1', '2']) {
    const [owner, number] = [processByPid(world, numberOf(args[`pid${n}`])), numberOf(args[`fd${n}`])];
    if (owner?.name === 'main' && number >= 0 && !descriptorOf(world, owner.id, number)) return unknownIn(owner, number);
  }
  return null;
}

/** Windows belong to the desktop: a message could be posted to a window of any process. */
function windowRefusal({ world, call, args, process }: Asked): string | null {
  const window = args['window'];
  if (!call.registers || typeof window !== 'number' || isNoWindow(window)) return null;
  if (allOf(world, 'window').some((w) => w.process === process.id && w.number === window)) return null;
  return `${window} is not a window that this session made in ${process.name}. Make one with CreateWindowExW`;
}

/** -1 means the calling process in arguments that accept any handle: its copy would be a process handle. */
function pseudoHandleRefusal({ call, args, process }: Asked): string | null {
  if (!(call.copies && call.anyHandle) || numberOf(args['s']) >= 0) return null;
  return `${String(args['s'])} stands for ${process.name} itself here (GetCurrentProcess), not for a socket. Name a socket`;
}

const unknownIn = ({ name }: ProcessEntity, number: number): string =>
  `${number} is not a descriptor that this session knows in ${name}. Name one that a step has bound there`;

const numberOf = (value: ResolvedValue | undefined): number => (typeof value === 'number' ? value : 0);
