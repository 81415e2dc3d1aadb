/** Clauses of epoll items, SIGIO and readiness (P12 to P15, P22, P23). */
import type { Draft } from '../../domain/draft.ts';
import type { DescriptorEntity, ProcessEntity, RegistrationEntity, SocketEntity } from '../../domain/entities.ts';
import type { DescriptorId, EpollId, ProcessId, SocketId, StepNumber } from '../../domain/ids.ts';
import { entity } from '../../domain/world.ts';
import { answer, choice, condition, effect } from '../clause.ts';
import { endRegistrations } from '../common/registrations.ts';
import { type Prediction, predictError } from '../types.ts';

/** Modes without events: the rest of a mask after EPOLLONESHOT has fired (P22). */
export const MODES: readonly string[] = ['EPOLLET', 'EPOLLONESHOT', 'EPOLLEXCLUSIVE'];

const items = {
  itemIsKeyedByNumber: choice({
    rule: 'P12', says: 'An item belongs to the number that it was added with.', without: 'an epoll item is keyed by description alone',
    evidence: ['observedOnLinux'],
    applies: (item: RegistrationEntity, number: number | null): boolean => item.number === number,
  }),
  itemIsKeyedByDescription: choice({
    rule: 'P12', says: 'An item belongs to the description that it was added with.', without: 'an epoll item is keyed by number alone',
    evidence: ['observedOnLinux'],
    applies: (item: RegistrationEntity, descriptor: DescriptorEntity | undefined): boolean => item.socket === descriptor?.object,
  }),
  itemExistsOnce: answer({
    rule: 'P12', says: 'Adding a descriptor again fails with EEXIST.', without: 'a descriptor can be added twice',
    evidence: ['observedOnLinux'],
    applies: (exists: boolean): Prediction | null => (exists ? predictError('EEXIST', 'P12') : null),
  }),
  itemOutlivesDescriptor: choice({
    rule: 'P13', says: 'An item outlives the descriptor it was added with.', without: 'closing a number removes its epoll item',
    evidence: ['observedOnLinux'],
    applies(_draft: Draft, _descriptor: DescriptorId, _step: StepNumber): void {},
  }),
  closeEndsItems: effect({
    rule: 'P13', says: 'The last close removes the items of a socket.', without: 'the items of a closed socket stay',
    evidence: ['observedOnLinux'],
    applies: (draft: Draft, socket: SocketId, step: StepNumber): void => endRegistrations(draft, socket, step),
  }),
  missingItemFails: answer({
    rule: 'P13', says: 'Changing or deleting an item that does not exist fails with ENOENT.',
    without: 'items that do not exist can be changed',
    evidence: ['observedOnLinux'],
    applies: (exists: boolean): Prediction | null => (exists ? null : predictError('ENOENT', 'P13')),
  }),
  deletedItemIsGone: effect({
    rule: 'P13', says: 'EPOLL_CTL_DEL removes an item.', without: 'a deleted item still reports', evidence: ['observedOnLinux'],
    applies(draft: Draft, { id }: RegistrationEntity, step: StepNumber): void {
      draft.change('registration', id, { state: 'cancelled', cancelledBy: step });
    },
  }),
  itemsAreIndependent: choice({
    rule: 'P14', says: 'Adding an item cancels no other.', without: 'adding to an epoll instance cancels other registrations',
    evidence: ['documented'],
    applies(_draft: Draft, _epoll: EpollId, _step: StepNumber): void {},
  }),
  oneShotFiresOnce: condition({
    rule: 'P22', says: 'A one-shot item reports once.', without: 'a fired one-shot item reports again', evidence: ['observedOnLinux'],
    applies: (item: RegistrationEntity): boolean => item.mask.includes('EPOLLONESHOT'),
  }),
  edgeIsReportedOnce: condition({
    rule: 'P12', says: 'An edge-triggered item reports an arrival once.', without: 'an edge-triggered item reports what still holds',
    evidence: ['observedOnLinux'],
    applies: (item: RegistrationEntity): boolean => item.mask.includes('EPOLLET'),
  }),
  changedItemIsChecked: effect({
    rule: 'P22', says: 'EPOLL_CTL_MOD arms an item with its new mask.', without: 'EPOLL_CTL_MOD changes nothing',
    evidence: ['observedOnLinux'],
    applies(draft: Draft, { id }: RegistrationEntity, mask: readonly string[], recorded: readonly string[]): void {
      draft.change('registration', id, { mask, recorded });
    },
  }),
  arrivalWakesItem: effect({
    rule: 'P12', says: 'An arrival wakes the edge-triggered items of its socket.', without: 'arrivals wake no edge-triggered item',
    evidence: ['observedOnLinux'],
    applies(draft: Draft, { id, recorded }: RegistrationEntity, event: string): void {
      if (!recorded.includes(event)) draft.change('registration', id, { recorded: [...recorded, event] });
    },
  }),
  itemSurvivesInFlight: choice({
    rule: 'P23', says: 'An item survives while its socket is only in flight.',
    without: 'a registration ends while its socket is only in flight', evidence: ['observedOnLinux'],
    applies(_draft: Draft, _step: StepNumber): void {},
  }),
};

const signals = {
  lastOwnerWins: choice({
    rule: 'P15', says: 'The last F_SETOWN through any descriptor wins.', without: 'the first owner for SIGIO stays',
    evidence: ['observedOnLinux'],
    applies: (_socket: SocketEntity): boolean => true,
  }),
  eventSignalsOwner: effect({
    rule: 'P15', says: 'An event sends the signal to the owner.', without: 'events send no signal', evidence: ['observedOnLinux'],
    applies(draft: Draft, owner: ProcessEntity, signal: string): void {
      draft.change('process', owner.id, { signals: { ...owner.signals, [signal]: (owner.signals?.[signal] ?? 0) + 1 } });
    },
  }),
  countedSignalsAreTaken: effect({
    rule: 'P15', says: 'A signal that was counted is not counted again.', without: 'signals are counted again',
    evidence: ['observedOnLinux'],
    applies(draft: Draft, id: ProcessId, signal: string): void {
      const process = entity(draft, 'process', id);
      if (process) draft.change('process', id, { signals: { ...process.signals, [signal]: 0 } });
    },
  }),
};

const all = (socket: SocketEntity): boolean => socket.peerEnded || socket.receiveShutdown || socket.reset;

export const READINESS_CLAUSES = {
  connectionIsIn: condition({
    rule: 'P14', says: 'A waiting connection is EPOLLIN of its listener.', without: 'a waiting connection does not make a listener ready',
    evidence: ['observedOnLinux'],
    applies: (listener: SocketEntity): boolean => listener.backlog.length > 0,
  }),
  dataIsIn: condition({
    rule: 'P14', says: 'Unread data is EPOLLIN.', without: 'unread data does not make a socket ready',
    evidence: ['observedOnLinux'],
    applies: (socket: SocketEntity): boolean => socket.queue.length > 0,
  }),
  endIsIn: condition({
    rule: 'P16', says: 'The end of the stream is EPOLLIN.', without: 'the end of the stream does not make a socket ready',
    evidence: ['observedOnLinux'], applies: all,
  }),
  endIsRdhup: condition({
    rule: 'P16', says: 'The end of the stream is EPOLLRDHUP.', without: 'the end of the stream is not reported as EPOLLRDHUP',
    evidence: ['observedOnLinux'], applies: all,
  }),
  bothEndsAreHup: condition({
    rule: 'P17', says: 'A connection that ended in both directions is EPOLLHUP.',
    without: 'a connection that ended is not reported as EPOLLHUP',
    evidence: ['observedOnLinux'],
    applies: (socket: SocketEntity): boolean => all(socket) && socket.sendShutdown,
  }),
  resetIsErr: condition({
    rule: 'P18', says: 'A reset that no call has reported is EPOLLERR.', without: 'a reset is not reported as EPOLLERR',
    evidence: ['observedOnLinux'],
    applies: ({ reset, linux }: SocketEntity): boolean => reset && !linux?.resetReported,
  }),
};

export const EVENT_CLAUSES = { ...items, ...signals, ...READINESS_CLAUSES };
