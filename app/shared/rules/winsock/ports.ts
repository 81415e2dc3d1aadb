/** Completion ports: one for the life of the underlying socket, for all holders (S49). */
import type { Draft } from '../../domain/draft.ts';
import type { PortEntity, SocketEntity } from '../../domain/entities.ts';
import { type WorldView, allOf, entity } from '../../domain/world.ts';
import { committedSocket, descriptorArg, isPrediction, numberArg, socketArg } from '../lookup.ts';
import {
  type RulesOf, UNPREDICTED, type Prediction, predictError, predictOk, predictPending,
} from '../types.ts';
import type { WinsockContext, WinsockRule } from './clauses.ts';
import { notAHandle } from './not-a-handle.ts';
import { associationOf } from './operations.ts';

function portArg(world: WorldView, c: WinsockContext): PortEntity | undefined {
  const number = numberArg(c, 'port');
  return number === null ? undefined : allOf(world, 'port').find((p) => p.process === c.process.id && p.number === number);
}

const createPort: WinsockRule = {
  predict(world, c) {
    if (numberArg(c, 's') === null) return numberArg(c, 'port') === null ? predictOk({}) : UNPREDICTED;
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return notAHandle(world, c);
    if (numberArg(c, 'port') !== null && !portArg(world, c)) return UNPREDICTED;
    return c.semantics.clauses.portIsForLife(associationOf(world, socket.id)) ?? predictOk({}, 'S49');
  },
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    const port = portArg(draft, c) ?? makePort(draft, c, outcome.results.port ?? null);
    const socket = committedSocket(draft, c);
    if (socket && numberArg(c, 's') !== null) associate(draft, c, socket, port);
  },
};

function makePort(draft: Draft, c: WinsockContext, number: number | null): PortEntity {
  const port: PortEntity = { kind: 'port', id: draft.nextId('port'), process: c.process.id, number, packets: [], step: c.step };
  draft.put(port);
  return port;
}

function associate(draft: Draft, c: WinsockContext, socket: SocketEntity, port: PortEntity): void {
  const descriptor = descriptorArg(draft, c);
  if (!descriptor) return;
  draft.put({
    kind: 'registration', id: draft.nextId('registration'), api: 'CreateIoCompletionPort', socket: socket.id, descriptor: descriptor.id,
    number: descriptor.number, process: c.process.id, mask: [], target: port.id, step: c.step, state: 'current', cancelledBy: null,
    recorded: [], key: numberArg(c, 'key') ?? 0,
  });
}

const nothing = (c: WinsockContext): Prediction =>
  ((numberArg(c, 'timeout') ?? 0) > c.grace ? predictPending('S49') : predictError('WAIT_TIMEOUT', 'S49'));

const nextPacket: WinsockRule = {
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
    c.semantics.clauses.packetIsTakenOnce(draft, port, at);
  },
};

/** Packets come out in the order in which they went in. */
const nextPackets: WinsockRule = {
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

const postPacket: WinsockRule = {
  predict: (world, c) => (portArg(world, c) ? predictOk({}, 'S49') : UNPREDICTED),
  commit(draft, c, outcome) {
    const port = portArg(draft, c);
    if (!port || outcome.kind !== 'ok') return;
    c.semantics.clauses.postedPacketIsQueued(draft, port, numberArg(c, 'key') ?? 0, numberArg(c, 'bytes') ?? 0);
  },
};

export const PORT_RULES = {
  GetQueuedCompletionStatusEx: nextPackets, PostQueuedCompletionStatus: postPacket,
  CreateIoCompletionPort: createPort, GetQueuedCompletionStatus: nextPacket,
} satisfies RulesOf<'winsock'>;
