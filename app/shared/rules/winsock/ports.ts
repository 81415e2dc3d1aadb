/** Completion ports: one for the life of the underlying socket, whoever asks (S49). */
import type { Draft } from '../../domain/draft.ts';
import type { PortEntity, SocketEntity } from '../../domain/entities.ts';
import { type WorldView, allOf, entity } from '../../domain/world.ts';
import { committedSocket, descriptorArg, isPrediction, numberArg, socketArg } from '../lookup.ts';
import { type CallRule, type RulesOf, UNPREDICTED, type RuleContext, predictError, predictOk, predictPending } from '../types.ts';
import { WINSOCK, notAHandle } from './dialect.ts';
import { associationOf } from './operations.ts';
import { on } from '../switches.ts';

function portArg(world: WorldView, c: RuleContext): PortEntity | undefined {
  const number = numberArg(c, 'port');
  return number === null ? undefined : allOf(world, 'port').find((p) => p.process === c.process.id && p.number === number);
}

const createPort: CallRule = {
  predict(world, c) {
    if (numberArg(c, 's') === null) return numberArg(c, 'port') === null ? predictOk({}) : UNPREDICTED;
    const socket = socketArg(world, c, WINSOCK);
    if (isPrediction(socket)) return notAHandle(world, c);
    if (numberArg(c, 'port') !== null && !portArg(world, c)) return UNPREDICTED;
    return on('S49') && associationOf(world, socket.id) ? predictError('WSA_INVALID_PARAMETER', 'S49') : predictOk({}, 'S49');
  },
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    const port = portArg(draft, c) ?? makePort(draft, c, outcome.results.port ?? null);
    const socket = committedSocket(draft, c);
    if (socket && numberArg(c, 's') !== null) associate(draft, c, socket, port);
  },
};

function makePort(draft: Draft, c: RuleContext, number: number | null): PortEntity {
  const port: PortEntity = { kind: 'port', id: draft.nextId('port'), process: c.process.id, number, packets: [], step: c.step };
  draft.put(port);
  return port;
}

function associate(draft: Draft, c: RuleContext, socket: SocketEntity, port: PortEntity): void {
  const descriptor = descriptorArg(draft, c);
  if (!descriptor) return;
  draft.put({
    kind: 'registration', id: draft.nextId('registration'), api: 'CreateIoCompletionPort', socket: socket.id, descriptor: descriptor.id,
    number: descriptor.number, process: c.process.id, mask: [], target: port.id, step: c.step, state: 'current', cancelledBy: null,
    recorded: [], key: numberArg(c, 'key') ?? 0,
  });
}

const nextPacket: CallRule = {
  predict(world, c) {
    const port = portArg(world, c);
    if (!port) return UNPREDICTED;
    const [packet] = port.packets;
    const operation = entity(world, 'operation', packet?.operation ?? null);
    if (!packet || !operation) {
      return (numberArg(c, 'timeout') ?? 0) > c.grace ? predictPending('S49') : predictError('WAIT_TIMEOUT', 'S49');
    }
    if (operation.state === 'failed') return operation.error === 'WSA_OPERATION_ABORTED' ? predictError(operation.error, 'S33') : UNPREDICTED;
    return predictOk({ value: packet.key, number: operation.data.length, operation: operation.number }, 'S49');
  },
  commit(draft, c, outcome) {
    const port = portArg(draft, c);
    if (!port || port.packets.length === 0 || outcome.kind === 'pending') return;
    if (outcome.kind === 'error' && outcome.name === 'WAIT_TIMEOUT') return;
    const taken = outcome.kind === 'ok' ? outcome.results.operation : undefined;
    const at = Math.max(0, port.packets.findIndex((p) => entity(draft, 'operation', p.operation)?.number === taken));
    draft.change('port', port.id, { packets: port.packets.filter((_, i) => i !== at) });
  },
};

export const PORT_RULES = {
  CreateIoCompletionPort: createPort, GetQueuedCompletionStatus: nextPacket,
} satisfies RulesOf<'winsock'>;
