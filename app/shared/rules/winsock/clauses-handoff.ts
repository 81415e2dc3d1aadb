/** Clauses of export, import, handles and what each descriptor knows (S3 to S25, S50, S53). */
import type { Draft } from '../../domain/draft.ts';
import type { SocketEntity, SocketState, TransferEntity } from '../../domain/entities.ts';
import type { DescriptorId, ProcessId, StepNumber } from '../../domain/ids.ts';
import type { WorldView } from '../../domain/world.ts';
import { answer, choice, condition, effect } from '../clause.ts';
import { socketArg } from '../lookup.ts';
import { type Prediction, type RuleContext, predictError, predictOk, predictOneOf } from '../types.ts';

const NO_INHERIT = 'WSA_FLAG_NO_HANDLE_INHERIT';

export const HANDOFF_CLAUSES = {
  exportLooksAtTheSocketFirst: choice({
    rule: 'S3', says: 'An export checks the socket before the process.', without: 'an export checks the process before the socket',
    evidence: ['implementation', 'observedOnWine'],
    applies: (world: WorldView, c: RuleContext): SocketEntity | Prediction => socketArg(world, c),
  }),
  exportToEndedProcessFails: choice({
    rule: 'S3', says: 'The process id of an ended process is invalid.', without: 'an export to an ended process succeeds',
    evidence: ['documented', 'implementation'],
    applies: (): Prediction => predictError('WSAEINVAL', 'S3'),
  }),
  exportNeedsBuffer: answer({
    rule: 'S3', says: 'An export without a buffer fails.', without: 'an export needs no buffer',
    evidence: ['documented', 'implementation', 'observedOnWine'],
    applies: (nullBuffer: boolean): Prediction | null => (nullBuffer ? predictError('WSAEFAULT', 'S3') : null),
  }),
  blobIsImportedOnce: answer({
    rule: 'S4', says: 'A blob can be imported once.', without: 'an imported blob can be imported again',
    evidence: ['documented'],
    applies: ({ state }: TransferEntity): Prediction | null => (state === 'imported' ? predictError('WSAEINVAL', 'S4') : null),
  }),
  blobIsForItsTarget: answer({
    rule: 'S23', says: 'Only the process that the export names can import its blob.', without: 'any process can import a blob',
    evidence: ['documented', 'supposed'],
    // The handle number in the blob is meaningless elsewhere; which of the two errors comes is a hypothesis.
    applies: ({ target }: TransferEntity, process: string): Prediction | null =>
      (target === process ? null : predictOneOf(['WSAEINVAL', 'WSAENOTSOCK'], 'S23')),
  }),
  importTakesTheReference: effect({
    rule: 'S7', says: 'An import takes over the reference of its export.', without: 'the reference of an export stays after the import',
    evidence: ['implementation', 'observedOnWine'],
    applies(draft: Draft, { id, state }: TransferEntity, step: StepNumber): void {
      if (state === 'in-flight') draft.change('transfer', id, { state: 'imported', endedAt: step });
    },
  }),
  exportEndsWithItsTarget: condition({
    rule: 'S8', says: 'An export that was not imported ends with its target.',
    without: 'an export in flight survives the process it was made for',
    evidence: ['implementation', 'observedOnWine'],
    applies: ({ target, state }: TransferEntity, process: ProcessId): boolean => target === process && state === 'in-flight',
  }),
  descriptionMakesNewSocket: choice({
    rule: 'S17', says: 'A WSAPROTOCOL_INFOW that describes a socket makes a new one.',
    without: 'importing SO_PROTOCOL_INFO creates no socket',
    evidence: ['documented', 'observedOnWine'],
    applies: (): Prediction => predictOk({}, 'S17'),
  }),
  argumentsWin: choice({
    rule: 'S17', says: 'What the call gives of family, type and protocol wins over a structure that is no transfer.',
    without: 'the structure decides alone',
    evidence: ['observedOnWine'],
    applies: (given: string | null, described: string): string => given ?? described,
  }),
  importedIsInheritable: condition({
    rule: 'S21', says: 'An import without WSA_FLAG_NO_HANDLE_INHERIT makes an inheritable handle.',
    without: 'an import does not set the flag of its handle',
    evidence: ['documented', 'implementation'],
    applies: (flags: readonly string[]): boolean => !flags.includes(NO_INHERIT),
  }),
  socketIsInheritable: condition({
    rule: 'S50', says: 'socket makes an inheritable handle.', without: 'handles from socket are not inheritable',
    evidence: ['documented', 'observedOnWine'],
    applies: (): boolean => true,
  }),
  wsaSocketIsInheritable: condition({
    rule: 'S50', says: 'WSASocketW without WSA_FLAG_NO_HANDLE_INHERIT makes an inheritable handle.',
    without: 'handles from WSASocketW are not inheritable',
    evidence: ['documented', 'observedOnWine'],
    applies: (flags: readonly string[]): boolean => !flags.includes(NO_INHERIT),
  }),
  acceptedIsInheritable: condition({
    rule: 'S50', says: 'The handle of an accepted connection is inheritable.', without: 'handles from accept are not inheritable',
    evidence: ['observedOnWine'],
    applies: (): boolean => true,
  }),
  handleFlagIsSet: effect({
    rule: 'S50', says: 'SetHandleInformation changes whether a handle is inheritable.', without: 'SetHandleInformation changes nothing',
    evidence: ['documented', 'observedOnWine'],
    applies(draft: Draft, descriptor: DescriptorId, inheritable: boolean): void {
      draft.change('descriptor', descriptor, { inheritable });
    },
  }),
  baseHandleIsTheSocket: answer({
    rule: 'S53', says: 'Without a layered provider the base handle is the socket.', without: 'SIO_BASE_HANDLE returns a count',
    evidence: ['documented', 'observedOnWine'],
    applies: (number: number | null): Prediction | null => predictOk({ value: number }, 'S53'),
  }),
  importSeesTheStateOnce: effect({
    rule: 'S25', says: 'An import keeps the state that the socket has then.', without: 'an import keeps no separate state',
    evidence: ['implementation'],
    applies(draft: Draft, descriptor: DescriptorId, view: SocketState): void {
      draft.change('descriptor', descriptor, { view });
    },
  }),
  callUpdatesItsView: effect({
    rule: 'S25', says: 'A call that changes the state updates what its own descriptor knows.',
    without: 'a descriptor never learns that it was bound',
    evidence: ['implementation'],
    applies(draft: Draft, descriptor: DescriptorId, view: SocketState): void {
      draft.change('descriptor', descriptor, { view });
    },
  }),
  unboundViewCannotReceive: condition({
    rule: 'S25', says: 'A descriptor that knows its socket as unbound cannot receive datagrams.',
    without: 'a descriptor from before the bind can receive',
    evidence: [],
    applies: (view: SocketState | undefined): boolean => view === 'unbound',
  }),
  unboundViewCannotListen: condition({
    rule: 'S25', says: 'A descriptor that knows its socket as unbound cannot listen.',
    without: 'a descriptor from before the bind can listen',
    evidence: ['supposed'],
    applies: (view: SocketState | undefined): boolean => view === 'unbound',
  }),
  datagramIsCut: answer({
    rule: 'S28', says: 'A datagram that does not fit the buffer fails with WSAEMSGSIZE.', without: 'a datagram is read in parts',
    evidence: ['documented', 'observedOnWine'],
    applies: ({ type }: SocketEntity, left: number): Prediction | null =>
      (left > 0 && type === 'SOCK_DGRAM' ? predictError('WSAEMSGSIZE', 'S28') : null),
  }),
};

