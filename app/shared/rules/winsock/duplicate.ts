/** Export and import: WSADuplicateSocketW fills the WSAPROTOCOL_INFOW, WSASocketW makes a descriptor of it (S1 to S23). */
import { entity, processByPid } from '../../domain/world.ts';
import { makeDescriptor, makeSocket } from '../common/make.ts';
import { committedSocket, isPrediction, listArg, numberArg, socketArg, textArg } from '../lookup.ts';
import { type CallRule, NO_OPINION, predictError, predictOk } from '../types.ts';
import { WINSOCK } from './dialect.ts';

export const duplicateSocket: CallRule = {
  predict(world, c) {
    // S3: the socket is looked at before the process.
    const socket = socketArg(world, c, WINSOCK);
    if (isPrediction(socket)) return { ...socket, rules: ['S3'] };
    const pid = numberArg(c, 'processId') ?? 0;
    if (processByPid(world, pid)) return predictOk({}, 'S1', 'S7');
    // Any other number may be a process of somebody else's; only these two never are.
    return pid === 0 || pid === 0xffffffff ? predictError('WSAEINVAL', 'S3') : NO_OPINION;
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket) return;
    const target = processByPid(draft, numberArg(c, 'processId') ?? 0);
    // S7: from now on the target's handle table keeps the socket open, used or not.
    draft.put({
      kind: 'transfer', id: draft.nextId('transfer'), form: 'WSAPROTOCOL_INFOW', objects: [socket.id], from: c.process.id,
      target: target?.id ?? null, carrier: null, name: c.as[0] ?? null, step: c.step, state: 'in-flight', endedAt: null,
    });
  },
};

export const wsaSocket: CallRule = {
  predict(world, c) {
    if (typeof c.args['protocolInfo'] === 'string') return predictImport(world.get(c.transfer ?? ''), c.process.id);
    const family = textArg(c, 'af');
    const type = textArg(c, 'type');
    if ((family === 'AF_INET' || family === 'AF_INET6') && fits(type, textArg(c, 'protocol'))) return predictOk({});
    return NO_OPINION;
  },
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    const inheritable = !listArg(c, 'flags').includes('WSA_FLAG_NO_HANDLE_INHERIT');
    const number = outcome.results.descriptor ?? null;
    if (typeof c.args['protocolInfo'] === 'string') {
      const transfer = entity(draft, 'transfer', c.transfer);
      const object = transfer?.objects[0];
      if (!transfer || !object) return;
      draft.change('transfer', transfer.id, { state: 'imported', endedAt: c.step });
      makeDescriptor(draft, c.process.id, number, object, 'imported', c.step, inheritable);
      return;
    }
    const socket = makeSocket(draft, {
      family: textArg(c, 'af') || 'AF_INET', type: textArg(c, 'type') || 'SOCK_STREAM', protocol: textArg(c, 'protocol') || 'IPPROTO_IP',
    });
    makeDescriptor(draft, c.process.id, number, socket.id, 'created', c.step, inheritable);
  },
};

function predictImport(transfer: unknown, process: string) {
  const t = transfer as { kind?: string; state?: string; target?: string | null } | undefined;
  if (t?.kind !== 'transfer') return NO_OPINION;
  if (t.state === 'imported') return predictError('WSAEINVAL', 'S4');
  if (t.state === 'lost' || t.target !== process) return { outcome: { kind: 'unknown' as const }, rules: ['S23' as const] };
  return predictOk({}, 'S4', 'S19');
}

const fits = (type: string, protocol: string): boolean =>
  (type === 'SOCK_STREAM' && ['IPPROTO_TCP', 'IPPROTO_IP', ''].includes(protocol))
  || (type === 'SOCK_DGRAM' && ['IPPROTO_UDP', 'IPPROTO_IP', ''].includes(protocol));

