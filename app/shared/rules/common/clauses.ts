/** The clauses that hold on both platforms, each under the platform's own rule. */
import type { Draft } from '../../domain/draft.ts';
import type { DescriptorEntity, OptionValue, SocketEntity } from '../../domain/entities.ts';
import type { ObjectId, ProcessId, RuleId, SocketId } from '../../domain/ids.ts';
import { type WorldView, transfersInFlight } from '../../domain/world.ts';
import { type ClausesOf, answer, choice, condition, count, effect } from '../clause.ts';
import type { StatedEvidence } from '../evidence.ts';
import type { PlatformSemantics, RuleRole } from '../platform-semantics.ts';
import { type Prediction, predictError } from '../types.ts';

/** The rule of a clause by its role, and what is known of the clause: `winsock` under Winsock. */
type Of = (role: RuleRole, ...winsock: readonly StatedEvidence[]) => { rule: RuleId; evidence: readonly StatedEvidence[] };

const closing = (of: Of) => ({
  transfersHold: count({
    ...of('flight', 'documented', 'implementation', 'observedOnWine'), says: 'A transfer in flight holds references.',
    without: 'a transfer in flight holds nothing',
    applies: (world: WorldView, object: ObjectId): number =>
      transfersInFlight(world, object).reduce((sum, t) => sum + t.objects.filter((o) => o === object).length, 0),
  }),
  othersKeepOpen: condition({
    ...of('close', 'documented', 'observedOnWine'), says: 'A socket stays open as long as it has a reference.',
    without: 'the first close closes',
    applies: (references: number): boolean => references > 0,
  }),
  endReleasesDescriptors: condition({
    ...of('close', 'documented', 'observedOnWine'), says: 'The end of a process closes its descriptors.',
    without: 'the descriptors of an ended process stay',
    applies: (descriptor: DescriptorEntity, process: ProcessId): boolean => descriptor.process === process,
  }),
  closeEndsStream: effect({
    ...of('close', 'documented', 'observedOnWine'), says: 'The peer of a closed connection sees the end of the stream.',
    without: 'the peer sees nothing of the close',
    applies(draft: Draft, d: Pick<PlatformSemantics, 'happened'>, peer: SocketId): void {
      draft.change('socket', peer, { peerEnded: true });
      d.happened(draft, peer, 'close');
    },
  }),
  waitingConnectionIsReset: condition({
    ...of('close', 'observedOnWine'), says: 'A connection that waits in the backlog is reset when the listener closes.',
    without: 'a connection in the backlog ends like an accepted one',
    applies: (waiting: boolean): boolean => waiting,
  }),
  boundAddressIsTaken: answer({
    ...of('close', 'documented', 'observedOnWine'), says: 'The address of an open socket cannot be bound again.',
    without: 'an address can be bound twice',
    applies: (d: PlatformSemantics): Prediction | null => predictError(d.addressInUse, d.ids.close),
  }),
  lingerZeroResets: condition({
    ...of('linger', 'documented', 'observedOnWine'), says: 'Linger with 0 seconds makes the last close reset the connection.',
    without: 'linger zero causes no reset',
    applies({ options, family }: SocketEntity): boolean {
      const linger = options['SO_LINGER'];
      return typeof linger === 'object' && linger.onoff !== 0 && linger.linger === 0 && family !== 'AF_UNIX';
    },
  }),
  unreadDataResets: condition({
    ...of('linger', 'observedOnWine'), says: 'Closing a connection with unread data resets it.',
    without: 'unread data is discarded in silence',
    applies: (socket: SocketEntity): boolean => socket.queue.length > 0,
  }),
});

const sharing = (of: Of) => ({
  optionShowsThroughAll: choice({
    ...of('options', 'documented', 'observedOnWine'), says: 'An option shows through every descriptor.',
    without: 'options set through one descriptor are not visible while the socket is shared',
    applies: (_world: WorldView, socket: SocketEntity, name: string): OptionValue | undefined => socket.options[name],
  }),
  dataIsTakenOnce: choice({
    ...of('queue', 'documented', 'observedOnWine'), says: 'Data goes to the first reader and to no other.',
    without: 'data that one holder of a shared socket takes stays for the others',
    applies: (_world: WorldView, _socket: SocketEntity): boolean => true,
  }),
  connectionIsTakenOnce: effect({
    ...of('queue', 'documented', 'observedOnWine'), says: 'A connection goes to the first accept and to no other.',
    without: 'an accepted connection stays in the backlog',
    applies(draft: Draft, listener: SocketEntity, taken: SocketId): void {
      draft.change('socket', listener.id, { backlog: listener.backlog.filter((id) => id !== taken) });
    },
  }),
  modeReachesAll: choice({
    ...of('blocking', 'documented', 'observedOnWine'), says: 'The blocking mode of a socket holds for every descriptor.',
    without: 'the blocking mode of a shared socket is not changed for others',
    applies: (_world: WorldView, _socket: SocketEntity): boolean => true,
  }),
  nonblockingReadFails: condition({
    ...of('blocking', 'documented', 'observedOnWine'), says: 'A read without data fails on a non-blocking socket.',
    without: 'every read without data waits',
    applies: (socket: SocketEntity, dontWait: boolean): boolean => socket.nonblocking || dontWait,
  }),
  nonblockingAcceptFails: condition({
    ...of('blocking', 'documented', 'observedOnWine'), says: 'An accept without a connection fails on a non-blocking socket.',
    without: 'every accept without a connection waits',
    applies: (socket: SocketEntity): boolean => socket.nonblocking,
  }),
  shutdownReachesAll: choice({
    ...of('shutdown', 'documented', 'observedOnWine'), says: 'A shutdown through any descriptor holds for every descriptor.',
    without: 'shutdown on a shared socket leaves the other descriptors alone',
    applies: (_world: WorldView, _socket: SocketEntity): boolean => true,
  }),
  shutdownEndsReceiving: effect({
    ...of('shutdown', 'documented', 'observedOnWine'), says: 'A shutdown of receiving ends reads.',
    without: 'a shutdown of receiving changes nothing',
    applies(draft: Draft, socket: SocketId): void {
      draft.change('socket', socket, { receiveShutdown: true });
    },
  }),
  shutdownEndsSending: effect({
    ...of('shutdown', 'documented', 'observedOnWine'), says: 'A shutdown of sending ends sends.', without: 'sends go on after a shutdown',
    applies(draft: Draft, socket: SocketId): void {
      draft.change('socket', socket, { sendShutdown: true });
    },
  }),
  sendAfterShutdownFails: answer({
    ...of('shutdown', 'documented', 'observedOnWine'), says: 'A send after a shutdown of sending fails.',
    without: 'sends succeed after a shutdown of sending',
    applies: (d: PlatformSemantics, socket: SocketEntity): Prediction | null =>
      (socket.sendShutdown ? predictError(d.sendAfterShutdown, d.ids.shutdown) : null),
  }),
  shutdownEndsStream: effect({
    ...of('shutdown', 'documented', 'observedOnWine'), says: 'The peer sees a shutdown of sending as the end of the stream.',
    without: 'the peer sees nothing of a shutdown',
    applies(draft: Draft, d: Pick<PlatformSemantics, 'happened'>, peer: SocketId): void {
      draft.change('socket', peer, { peerEnded: true });
      d.happened(draft, peer, 'close');
    },
  }),
  refusedSendWaitsForSpace: effect({
    ...of('space', 'documented', 'observedOnWine'),
    says: 'A stream whose send was refused for want of space reports the space when it comes.',
    without: 'space after a refused send is not reported',
    applies(draft: Draft, { id, state, type, refusedSends = 0 }: SocketEntity): void {
      if (state === 'established' && type === 'SOCK_STREAM') draft.change('socket', id, { refusedSends: refusedSends + 1 });
    },
  }),
  spaceIsReported: effect({
    ...of('space', 'documented', 'observedOnWine'), says: 'A stream reports its space when its peer has read everything.',
    without: 'space is not reported',
    applies: (draft: Draft, d: Pick<PlatformSemantics, 'happened'>, writer: SocketId): void => d.happened(draft, writer, 'write'),
  }),
  childGetsInheritable: condition({
    ...of('child', 'documented', 'observedOnWine'), says: 'A created process gets the inheritable descriptors of its creator.',
    without: 'a created process gets no descriptors',
    applies: (descriptor: DescriptorEntity): boolean => descriptor.inheritable,
  }),
});

/** @param of the platform's rule for each role, and how the platform's clauses are known. */
export const commonClauses = (of: Of) => ({ ...closing(of), ...sharing(of) });

export type CommonClauses = ClausesOf<ReturnType<typeof commonClauses>>;
