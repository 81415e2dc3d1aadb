/** Rules for outside programs: their effects on the observed connections. */
import type { OutsideCallName } from '../calls/catalogue.ts';
import type { Draft } from '../domain/draft.ts';
import type { ProcessEntity, SocketEntity } from '../domain/entities.ts';
import { type WorldView, allOf, entity } from '../domain/world.ts';
import { released } from './common/close.ts';
import { establish } from './common/connections.ts';
import { consume, deliver, predictRead, predictSend, predictWait } from './common/data.ts';
import { makeDescriptor, makeSocket } from './common/make.ts';
import { socketAt, textArg } from './lookup.ts';
import { type CallRule, UNPREDICTED, predictError, predictOk } from './types.ts';

/** The current connection of an outside process: its newest. */
function conversation(world: WorldView, process: ProcessEntity): SocketEntity | undefined {
  let newest: SocketEntity | undefined;
  for (const d of allOf(world, 'descriptor')) {
    if (d.process !== process.id) continue;
    const socket = entity(world, 'socket', d.object);
    if (socket && socket.state !== 'listening') newest = socket;
  }
  return newest;
}

const TCP = { family: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' };

const RULES: Readonly<Record<OutsideCallName, CallRule>> = {
  listens: {
    predict: () => predictOk({}),
    commit(draft, c, outcome) {
      if (outcome.kind !== 'ok') return;
      const socket = makeSocket(draft,
        { ...TCP, id: draft.nextOutsideSocketId(), state: 'listening', local: outcome.results.address ?? null });
      makeDescriptor(draft, c.process.id, null, socket.id, 'created', c.step, false);
    },
  },
  connects: {
    predict: (world, c) => {
      const target = socketAt(world, textArg(c, 'to'));
      if (!target) return UNPREDICTED;
      return target.state === 'listening' ? predictOk({}) : predictError(c.semantics.refused);
    },
    commit(draft, c, outcome, observed) {
      const target = socketAt(draft, textArg(c, 'to'));
      if (outcome.kind !== 'ok' || !target) return;
      const socket = makeSocket(draft, { ...TCP, id: draft.nextOutsideSocketId() });
      makeDescriptor(draft, c.process.id, null, socket.id, 'created', c.step, false);
      establish(draft, c.semantics, socket, target, c.step, observed.local ?? null);
    },
  },
  sends: {
    predict(world, c) {
      const socket = conversation(world, c.process);
      return socket ? predictSend(c.semantics, socket, entity(world, 'socket', socket.peer), textArg(c, 'data')) : UNPREDICTED;
    },
    commit(draft, c, outcome) {
      const socket = conversation(draft, c.process);
      if (outcome.kind !== 'ok' || !socket) return;
      deliver(draft, c.semantics, socket, socket.peer, { data: textArg(c, 'data'), transfer: null });
    },
  },
  reads: {
    predict(world, c) {
      const socket = conversation(world, c.process);
      if (!socket) return UNPREDICTED;
      const wait = predictWait(c.semantics, socket);
      if (wait?.outcome.kind === 'pending') return predictOk({ data: '', ended: false }, c.semantics.ids.close);
      if (wait) return wait;
      return predictRead(socket, { data: socket.queue.map((chunk) => chunk.data).join('') }, c.semantics.ids.queue);
    },
    commit(draft, c, outcome) {
      const socket = conversation(draft, c.process);
      if (outcome.kind === 'ok' && socket) consume(draft, c.semantics, socket, outcome.results.data ?? '');
    },
  },
  closes: {
    predict: (world, c) => (conversation(world, c.process) ? predictOk({}) : UNPREDICTED),
    commit(draft: Draft, c, outcome) {
      const socket = conversation(draft, c.process);
      if (outcome.kind !== 'ok' || !socket) return;
      for (const e of allOf(draft, 'descriptor')) if (e.process === c.process.id && e.object === socket.id) draft.remove(e.id);
      released(draft, c.semantics, socket.id, c.step);
    },
  },
};

export const OUTSIDE_RULES: ReadonlyMap<string, CallRule> = new Map(Object.entries(RULES));
