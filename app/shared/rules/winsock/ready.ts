/** select and WSAPoll: queries without side effects, through any descriptor (S28, S34). */
import type { SocketEntity } from '../../domain/entities.ts';
import { type WorldView, descriptorOf, entity } from '../../domain/world.ts';
import { type ArgName, listArg, numberArg } from '../lookup.ts';
import { type RulesOf, UNPREDICTED, type Prediction, predictOk, predictPending } from '../types.ts';
import type { PredictedResults } from '../../trace/predicted.ts';
import { mayLackSpace } from '../common/data.ts';
import type { WinsockContext, WinsockRule } from './clauses.ts';

const readable = ({ semantics: { clauses: k } }: WinsockContext, s: SocketEntity): boolean =>
  k.dataIsReadable(s) || k.connectionIsReadable(s) || k.endIsReadable(s);
const writable = ({ semantics: { clauses: k } }: WinsockContext, s: SocketEntity): boolean =>
  k.datagramIsWritable(s) || k.connectedIsWritable(s);
/** States for which the result differs by version or is not documented: the local end is shut down. */
const unclear = (world: WorldView, { semantics }: WinsockContext,
  s: SocketEntity): boolean => !s.sure || mayLackSpace(world, s) || !semantics.follows(s, world) || s.reset || s.sendShutdown
    || (s.type === 'SOCK_STREAM' && (s.state === 'unbound' || s.state === 'bound'));

/** Includes handles that Winsock did not create, which it might not accept (S51, S52). */
function socketsOf(world: WorldView, c: WinsockContext, name: ArgName<'descriptors'>): { fd: number; socket: SocketEntity | undefined }[] {
  return ((c.args[name] ?? []) as readonly number[]).map((fd) => {
    const descriptor = descriptorOf(world, c.process.id, fd);
    const behindItsBack = descriptor?.how === 'duplicated' || descriptor?.how === 'inherited';
    return { fd, socket: behindItsBack ? undefined : entity(world, 'socket', descriptor?.object ?? null) };
  });
}

function answer(c: WinsockContext, count: number, results: PredictedResults = {}): Prediction {
  if (count === 0 && (numberArg(c, 'timeout') ?? 0) > c.grace) return predictPending('S34');
  return predictOk({ number: count, ...results }, 'S28');
}

const select: WinsockRule = {
  predict(world, c) {
    const asked = (['read', 'write', 'except'] as const).flatMap((set) => socketsOf(world, c, set).map((s) => ({ ...s, set })));
    if (asked.length === 0 || asked.some((a) => !a.socket || unclear(world, c, a.socket))) return UNPREDICTED;
    // FD_SET stores a descriptor once; a set that contains it twice is not documented.
    if (new Set(asked.map(({ set, fd }) => `${set} ${fd}`)).size < asked.length) return UNPREDICTED;
    const count = asked
      .filter(({ set, socket }) => (set === 'read' ? readable(c, socket!) : set === 'write' && writable(c, socket!))).length;
    return answer(c, count);
  },
};

const poll: WinsockRule = {
  predict(world, c) {
    const asked = socketsOf(world, c, 'fds');
    // A stream ended by the peer always reports POLLHUP.
    if (asked.length === 0 || asked.some((a) => !a.socket || unclear(world, c, a.socket) || a.socket.peerEnded)) return UNPREDICTED;
    const events = listArg(c, 'events');
    return answer(c, asked.filter(({ socket }) =>
      (events.includes('POLLRDNORM') && readable(c, socket!)) || (events.includes('POLLWRNORM') && writable(c, socket!))).length);
  },
};

export const READY_RULES = {
  select, WSAPoll: poll,
} satisfies RulesOf<'winsock'>;
