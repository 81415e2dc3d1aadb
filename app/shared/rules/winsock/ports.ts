/** Completion ports: one for the life of the underlying socket, for all holders (S49). */
import type { Draft } from '../../domain/draft.ts';
import type { PortEntity, SocketEntity } from '../../domain/entities.ts';
import { type WorldView, allOf, entity } from '../../domain/world.ts';
import { committedSocket, descriptorArg, isPrediction, numberArg, socketArg } from '../lookup.ts';
import {
  type CallRule, type RulesOf, UNPREDICTED, type Prediction, type RuleContext, predictError, predictOk, predictPending,
} from '../types.ts';
import { notAHandle } from './not-a-handle.ts';
import { associationOf } from './operations.ts';
import { on } from '../switches.ts';

function portArg(world: WorldView, c: RuleContext): PortEntity | undefined {
  const number = numberArg(c, 'port');
  return number === null ? undefined : allOf(world, 'port').find((p) => p.process === c.process.id && p.number === number);
}

const createPort: CallRule = {
  predict(world, c) {
    if (numberArg(c, 's') === null) return numberArg(c, 'port') === null ? predictOk({}) : UNPREDICTED;
    const socket = socketArg(world, c);
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

const nothing = (c: RuleContext): Prediction =>
  ((numberArg(c, 'timeout') ?? 0) > c.grace ? predictPending('S49') : predictError('WAIT_TIMEOUT', 'S49'));

const nextPacket: CallRule = {
  predict(world, c) {
    const port = portArg(world, c);
    if (!port) return UNPREDICTED;
    const [packet] = port.packets;
    const operation = entity(world, 'operation', packet?.operation ?? null);
    if (packet?.operation === null) return predictOk({ value: packet.key, number: packet.bytes ?? 0 }, 'S49');
    if (!packet || !operation) return nothing(c);
    if (operation.state === 'failed')
      return operation.error === 'WSA_OPERATION_ABORTED' ? predictError(operation.error, 'S33') : UNPREDICTED;
    return predictOk({ value: packet.key, number: operation.data.length, operation: operation.number }, 'S49');
  },
  commit(draft, c, outcome) {
    const port = portArg(draft, c);
    if (!port || port.packets.length === 0 || outcome.kind === 'pending') return;
    if (outcome.kind === 'error' && outcome.name === 'WAIT_TIMEOUT') return;
    const taken = outcome.kind === 'ok' ? outcome.results.operation : undefined;
    const at = Math.max(0,
      port.packets.findIndex((p) => (p.operation === null ? undefined : entity(draft, 'operation', p.operation)?.number) === taken));
    draft.change('port', port.id, { packets: port.packets.filter((_, i) => i !== at) });
  },
};

/** Packets come out in the order in which they went in. */
const nextPackets: CallRule = {
  predict(world, c) {
    const port = portArg(world, c);
    if (!port) return UNPREDICTED;
    const taken = port.packets.slice(0, numberArg(c, 'most') ?? 1);
    return taken.length === 0 ? nothing(c) : predictOk({ number: taken.length, value: taken.map(({ key }) => key).join(', ') }, 'S49');
  },
  commit(draft, c, outcome) {
    const port = portArg(draft, c);
    if (port && outcome.kind === 'ok') draft.change('port', port.id, { packets: port.packets.slice(outcome.results.number ?? 0) });
  },
};

const postPacket: CallRule = {
  predict: (world, c) => (portArg(world, c) ? predictOk({}, 'S49') : UNPREDICTED),
  commit(draft, c, outcome) {
    const port = portArg(draft, c);
    if (!port || outcome.kind !== 'ok') return;
    draft.change('port', port.id,
      { packets: [...port.packets, { key: numberArg(c, 'key') ?? 0, operation: null, bytes: numberArg(c, 'bytes') ?? 0 }] });
  },
};

export const PORT_RULES = {
  GetQueuedCompletionStatusEx: nextPackets, PostQueuedCompletionStatus: postPacket,
  CreateIoCompletionPort: createPort, GetQueuedCompletionStatus: nextPacket,
} satisfies RulesOf<'winsock'>;
