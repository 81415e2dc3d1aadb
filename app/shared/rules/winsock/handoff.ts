/** Export and import: WSADuplicateSocketW fills the WSAPROTOCOL_INFOW, WSASocketW creates a descriptor from it (S1 to S23). */
import { own } from '../../base/own.ts';
import { fromHex } from '../../domain/bytes.ts';
import type { Draft } from '../../domain/draft.ts';
import type { Entity, SocketEntity, TransferEntity } from '../../domain/entities.ts';
import { decodeProtocolInfo, PROTOCOL_INFO_SIZE } from '../../domain/protocol-info.ts';
import { allOf, descriptorOf, entity, processByPid } from '../../domain/world.ts';
import { makeDescriptor, makeSocket } from '../common/make.ts';
import { committedSocket, isPrediction, listArg, numberArg, textArg } from '../lookup.ts';
import { FAMILY, PROTOCOL, TYPE } from '../../calls/constants-winsock.ts';
import {
  type RulesOf, UNPREDICTED, type Prediction, predictError, predictOk,
} from '../types.ts';
import type { WinsockContext, WinsockRule } from './clauses.ts';
import { unixSocket } from './unix.ts';

const duplicateSocket: WinsockRule = {
  predict(world, c) {
    const { clauses: k } = c.semantics;
    const socket = k.exportLooksAtTheSocketFirst(world, c);
    if (isPrediction(socket)) return { ...socket, rules: ['S3'] };
    const pid = numberArg(c, 'processId') ?? 0;
    if (processByPid(world, pid)) return k.exportNeedsBuffer(c.args['nullBuffer'] === true) ?? predictOk({}, 'S1', 'S7');
    if (allOf(world, 'process').some((p) => p.pid === pid)) return k.exportToEndedProcessFails();
    // Any other number can be a process outside the session; only these two never are.
    return pid === 0 || pid === 0xffffffff ? predictError('WSAEINVAL', 'S3') : UNPREDICTED;
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket) return;
    const target = processByPid(draft, numberArg(c, 'processId') ?? 0);
    // S7: the target's handle table now keeps the socket open, even without an import.
    draft.put({
      kind: 'transfer', id: draft.nextId('transfer'), form: formOf(c), objects: [socket.id], from: c.process.id,
      target: target?.id ?? null, carrier: null, name: c.as[0] ?? null, step: c.step,
      state: target ? 'in-flight' : 'lost', endedAt: target ? null : c.step,
    });
  },
};

const wsaSocket: WinsockRule = {
  predict(world, c) {
    if (c.transfer !== null) return predictImport(c, world.get(c.transfer));
    if (typeof c.args['protocolInfo'] === 'string')
      return described(c) ? c.semantics.clauses.descriptionMakesNewSocket() : UNPREDICTED;
    return unixSocket(c) ?? (creates(c) ? predictOk({}) : UNPREDICTED);
  },
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    const { wsaSocketIsInheritable, importedIsInheritable } = c.semantics.clauses;
    const inheritable = (c.transfer === null ? wsaSocketIsInheritable : importedIsInheritable)(listArg(c, 'flags'));
    const number = outcome.results.descriptor ?? null;
    if (c.transfer !== null) {
      imported(draft, c, number, inheritable);
      return;
    }
    const socket = makeSocket(draft, described(c) ?? {
      family: textArg(c, 'af') || 'AF_INET', type: textArg(c, 'type') || typeOf(textArg(c, 'protocol')),
      protocol: textArg(c, 'protocol') || 'IPPROTO_IP',
    });
    makeDescriptor(draft, c.process.id, number, socket.id, 'created', c.step, inheritable);
  },
};

function imported(draft: Draft, c: WinsockContext, number: number | null, inheritable: boolean): void {
  const transfer = entity(draft, 'transfer', c.transfer);
  const socket = entity(draft, 'socket', transfer?.objects[0] ?? null);
  // A raw import in the wrong process returns a number of an unknown object (W2).
  if (!transfer || !socket || transfer.target !== c.process.id) return;
  c.semantics.clauses.importTakesTheReference(draft, transfer, c.step);
  // On a second import Wine returns the number of the first (W1).
  if (number !== null && descriptorOf(draft, c.process.id, number)) return;
  const descriptor = makeDescriptor(draft, c.process.id, number, socket.id, 'imported', c.step, inheritable);
  c.semantics.clauses.importSeesTheStateOnce(draft, descriptor.id, socket.state);
}

/** The new socket that a WSAPROTOCOL_INFOW without a transfer describes (S17), or null. */
function described(c: WinsockContext): Pick<SocketEntity, 'family' | 'type' | 'protocol'> | null {
  const hex = c.args['protocolInfo'];
  if (c.transfer !== null || typeof hex !== 'string' || hex.length !== 2 * PROTOCOL_INFO_SIZE) return null;
  const info = decodeProtocolInfo(fromHex(hex));
  const nameOf = (table: Readonly<Record<string, number>>, number: number): string | undefined =>
    Object.entries(table).find(([, n]) => n === number)?.[0];
  const [family, type, protocol] = [nameOf(FAMILY, info.iAddressFamily), nameOf(TYPE, info.iSocketType), nameOf(PROTOCOL, info.iProtocol)];
  if (!family || !type || !protocol) return null;
  const { argumentsWin } = c.semantics.clauses;
  const asked = { family: argumentsWin(given(c, 'af', FAMILY), family), type: argumentsWin(given(c, 'type', TYPE), type),
    protocol: argumentsWin(given(c, 'protocol', PROTOCOL), protocol) };
  return fits(asked.type, asked.protocol) ? asked : null;
}

/** The name that an argument gives; null if it leaves the choice to the structure, as 0 and FROM_PROTOCOL_INFO do (S19). */
const given = (c: WinsockContext, arg: 'af' | 'type' | 'protocol', table: Readonly<Record<string, number>>): string | null =>
  ((own(table, textArg(c, arg)) ?? 0) > 0 ? textArg(c, arg) : null);

/** Whether family, type and protocol of the call make a socket. */
/** For a socket without a given type. */
const typeOf = (protocol: string): string => (protocol === 'IPPROTO_UDP' ? 'SOCK_DGRAM' : 'SOCK_STREAM');

export function creates(c: WinsockContext): boolean {
  const family = textArg(c, 'af');
  return (family === 'AF_INET' || family === 'AF_INET6') && fits(textArg(c, 'type'), textArg(c, 'protocol'));
}

/** The structure that the call fills or reads. */
const formOf = (c: WinsockContext): TransferEntity['form'] => (c.call.ansi ? 'WSAPROTOCOL_INFOA' : 'WSAPROTOCOL_INFOW');

function predictImport(c: WinsockContext, t: Entity | undefined): Prediction {
  const { process, semantics: { clauses } } = c;
  // What one call makes of the structure of the other is not documented; they differ in size.
  if (t?.kind !== 'transfer' || t.form !== formOf(c)) return UNPREDICTED;
  const failed = clauses.blobIsForItsTarget(t, process.id) ?? clauses.blobIsImportedOnce(t);
  if (failed) return failed;
  if (t.state === 'lost') return { outcome: { kind: 'unknown' }, rules: ['S23'] };
  return predictOk({}, 'S4', 'S19');
}

const fits = (type: string, protocol: string): boolean =>
  (type === 'SOCK_STREAM' && ['IPPROTO_TCP', 'IPPROTO_IP', ''].includes(protocol))
  || (type === 'SOCK_DGRAM' && ['IPPROTO_UDP', 'IPPROTO_IP', ''].includes(protocol));

export const HANDOFF_RULES = {
  WSASocketW: wsaSocket, WSADuplicateSocketW: duplicateSocket, WSASocketA: wsaSocket, WSADuplicateSocketA: duplicateSocket,
} satisfies RulesOf<'winsock'>;
