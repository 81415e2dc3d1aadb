/** Clauses of descriptors and of references in messages (P2 to P11, P20, P21, P25). */
import type { Draft } from '../../domain/draft.ts';
import type { DescriptorEntity, SocketEntity, TransferEntity } from '../../domain/entities.ts';
import type { DescriptorId, ObjectId, ProcessId, SocketId, StepNumber } from '../../domain/ids.ts';
import { makeDescriptor } from '../common/make.ts';
import { answer, choice, condition, count, effect } from '../clause.ts';
import { type Prediction, predictError } from '../types.ts';

/** cmsghdr of 16 bytes, then 4 per descriptor (P26). */
const HEADER = 16;
const PER_DESCRIPTOR = 4;

const descriptors = {
  closeOnExecIsSet: effect({
    rule: 'P2', says: 'F_SETFD changes close-on-exec of the one descriptor.', without: 'F_SETFD changes nothing',
    evidence: ['observedOnLinux'],
    applies(draft: Draft, descriptor: DescriptorId, inheritable: boolean): void {
      draft.change('descriptor', descriptor, { inheritable });
    },
  }),
  sameDescriptionIsEqual: condition({
    rule: 'P3', says: 'kcmp finds two descriptors of one description equal.', without: 'kcmp never finds two descriptors equal',
    evidence: ['observedOnLinux'],
    applies: (one: DescriptorEntity, other: DescriptorEntity): boolean => one.object === other.object,
  }),
  copySurvivesExec: choice({
    rule: 'P10', says: 'The copy of dup has close-on-exec clear.', without: 'dup copies the close-on-exec flag',
    evidence: ['observedOnLinux'],
    applies: (_from: DescriptorEntity): boolean => true,
  }),
  duplicateCommandDecidesFlag: condition({
    rule: 'P10', says: 'The copy of F_DUPFD has close-on-exec clear.', without: 'every copy of fcntl is closed on exec',
    evidence: ['observedOnLinux'],
    applies: (command: string): boolean => command === 'F_DUPFD',
  }),
  dup2ReplacesTheTarget: effect({
    rule: 'P10', says: 'dup2 closes the descriptor that had the number.', without: 'dup2 leaves the previous descriptor beside the new one',
    evidence: ['observedOnLinux'],
    applies: (draft: Draft, descriptor: DescriptorId): void => draft.remove(descriptor),
  }),
  dup3RefusesOneNumber: answer({
    rule: 'P10', says: 'dup3 fails if both numbers are equal.', without: 'dup3 with two equal numbers succeeds',
    evidence: ['observedOnLinux'],
    applies: (call: string, from: number | null, to: number | null): Prediction | null =>
      (call === 'dup3' && from === to ? predictError('EINVAL', 'P10') : null),
  }),
  fetchedIsClosedOnExec: condition({
    rule: 'P11', says: 'The descriptor of pidfd_getfd is closed on exec.', without: 'pidfd_getfd leaves close-on-exec clear',
    evidence: ['observedOnLinux'],
    applies: (): boolean => true,
  }),
  fetchTakesNoFlags: answer({
    rule: 'P11', says: 'pidfd_getfd refuses every flag.', without: 'pidfd_getfd ignores its flags',
    evidence: ['documented', 'observedOnLinux'],
    applies: (flags: number | null): Prediction | null => (flags ? predictError('EINVAL', 'P11') : null),
  }),
  fetchNeedsAnOpenNumber: answer({
    rule: 'P11', says: 'A number that is not open in the other process cannot be fetched.',
    without: 'any number of another process can be fetched',
    evidence: ['documented', 'observedOnLinux'],
    applies: (descriptor: DescriptorEntity | undefined): Prediction | null => (descriptor ? null : predictError('EBADF', 'P11')),
  }),
  dumpableIsKept: effect({
    rule: 'P25', says: 'PR_SET_DUMPABLE holds for its process until it is set again.', without: 'PR_SET_DUMPABLE changes nothing',
    evidence: ['documented', 'observedOnLinux'],
    applies(draft: Draft, process: ProcessId, dumpable: boolean): void {
      draft.change('process', process, { undumpable: !dumpable });
    },
  }),
  pidfdIsClosedOnExec: condition({
    rule: 'P11', says: 'A pidfd is closed on exec.', without: 'a pidfd survives an exec', evidence: ['observedOnLinux'],
    applies: (): boolean => true,
  }),
  createdSurvivesExec: condition({
    rule: 'P20', says: 'A created socket survives an exec unless SOCK_CLOEXEC is passed.',
    without: 'every created socket is closed on exec',
    evidence: ['documented'],
    applies: (flags: readonly string[]): boolean => !flags.includes('SOCK_CLOEXEC'),
  }),
  acceptedSurvivesExec: condition({
    rule: 'P20', says: 'An accepted socket survives an exec unless SOCK_CLOEXEC is passed.',
    without: 'every accepted socket is closed on exec',
    evidence: ['documented'],
    applies: (flags: readonly string[]): boolean => !flags.includes('SOCK_CLOEXEC'),
  }),
  createdIsNonblocking: condition({
    rule: 'P20', says: 'SOCK_NONBLOCK creates a non-blocking socket.', without: 'SOCK_NONBLOCK has no effect', evidence: ['documented'],
    applies: (flags: readonly string[]): boolean => flags.includes('SOCK_NONBLOCK'),
  }),
  acceptedIsNonblocking: condition({
    rule: 'P20', says: 'accept4 with SOCK_NONBLOCK makes the accepted socket non-blocking.',
    without: 'SOCK_NONBLOCK of accept4 has no effect',
    evidence: ['documented'],
    applies: (flags: readonly string[]): boolean => flags.includes('SOCK_NONBLOCK'),
  }),
  acceptPassesNothingOn: choice({
    rule: 'P20', says: 'accept passes O_NONBLOCK of the listener on to no accepted socket.', without: 'accept4 passes on O_NONBLOCK',
    evidence: ['documented'],
    applies(_draft: Draft, _listener: SocketId, _socket: SocketId, _step: StepNumber): void {},
  }),
  rangeIsClosedOnExec: effect({
    rule: 'P20', says: 'close_range with CLOSE_RANGE_CLOEXEC sets close-on-exec.', without: 'CLOSE_RANGE_CLOEXEC has no effect',
    evidence: ['documented'],
    applies(draft: Draft, descriptor: DescriptorId): void {
      draft.change('descriptor', descriptor, { inheritable: false });
    },
  }),
  activationClosesOnExec: effect({
    rule: 'P21', says: 'sd_listen_fds sets close-on-exec on the descriptors.', without: 'sd_listen_fds leaves close-on-exec clear',
    evidence: ['documented'],
    applies(draft: Draft, descriptor: DescriptorId): void {
      draft.change('descriptor', descriptor, { inheritable: false });
    },
  }),
};

const messages = {
  messageCarriesReferences: count({
    rule: 'P4', says: 'A message delivers the references that were sent.', without: 'a message delivers no descriptors',
    evidence: ['observedOnLinux'],
    applies: (transfer: TransferEntity | undefined): number => (transfer?.state === 'in-flight' ? transfer.objects.length : 0),
  }),
  receiverGetsDescriptors: effect({
    rule: 'P4', says: 'The receiver has a new descriptor for each reference.', without: 'the receiver has no new descriptors',
    evidence: ['observedOnLinux'],
    applies(draft: Draft, process: ProcessId, number: number, object: ObjectId, step: StepNumber, inheritable: boolean): void {
      makeDescriptor(draft, process, number, object, 'received', step, inheritable);
    },
  }),
  messageNeedsDescriptors: answer({
    rule: 'P4', says: 'A number that is not open cannot be sent.', without: 'any number can be sent',
    evidence: ['observedOnLinux'],
    applies: (descriptor: DescriptorEntity | undefined): Prediction | null => (descriptor ? null : predictError('EBADF', 'P4')),
  }),
  plainReadDropsReferences: condition({
    rule: 'P6', says: 'A read without a control buffer drops the references of its bytes.',
    without: 'rights that do not fit the buffer stay open',
    evidence: ['observedOnLinux'],
    applies: (transfer: TransferEntity | undefined): boolean => transfer?.state === 'in-flight',
  }),
  bufferLimitsReferences: choice({
    rule: 'P7', says: 'A control buffer takes as many descriptors as it has room for.', without: 'every control buffer is large enough',
    evidence: ['observedOnLinux'],
    applies: (length: number): number => Math.max(0, Math.floor((length - HEADER) / PER_DESCRIPTOR)),
  }),
  droppedReferencesAreFlagged: condition({
    rule: 'P7', says: 'MSG_CTRUNC reports dropped descriptors.', without: 'descriptors are dropped without MSG_CTRUNC',
    evidence: ['observedOnLinux'],
    applies: (sent: number, room: number): boolean => sent > room,
  }),
  droppedReferencesAreReleased: condition({
    rule: 'P7', says: 'Descriptors that do not fit are closed.', without: 'descriptors that do not fit stay open',
    evidence: ['observedOnLinux'],
    applies: (peeked: boolean): boolean => !peeked,
  }),
  receivedSurvivesExec: condition({
    rule: 'P8', says: 'A received descriptor survives an exec unless MSG_CMSG_CLOEXEC is passed.',
    without: 'received descriptors are closed on exec',
    evidence: ['observedOnLinux'],
    applies: (flags: readonly string[]): boolean => !flags.includes('MSG_CMSG_CLOEXEC'),
  }),
  cyclesAreFreed: condition({
    rule: 'P9', says: 'Unix sockets in flight that hold only one another are freed.',
    without: 'cycles of sockets in flight are never freed',
    evidence: ['observedOnLinux'],
    applies: (closed: SocketEntity): boolean => closed.family === 'AF_UNIX',
  }),
};

export const TRANSFER_CLAUSES = { ...descriptors, ...messages };
