/** SIGIO: one owner per description, and the last one wins, similar to Winsock's single registration (P15, S35). */
import type { Draft } from '../../domain/draft.ts';
import type { DescriptorEntity, SignalOwner } from '../../domain/entities.ts';
import type { SocketId, StepNumber } from '../../domain/ids.ts';
import { allOf, currentRegistrationsOn, entity, processByPid } from '../../domain/world.ts';
import { atLeast } from '../../trace/predicted.ts';
import { numberArg, textArg } from '../lookup.ts';
import { predictOk, predictPending } from '../types.ts';
import type { LinuxClauses, LinuxRule } from './clauses.ts';

export const NO_OWNER: SignalOwner = { owner: 0, signal: 'SIGIO', async: false };

/** Updates the registration to the owner of the description and cancels the previous one. */
export function followSignals(draft: Draft, socket: SocketId, through: DescriptorEntity, step: StepNumber): void {
  const owner = entity(draft, 'socket', socket)?.linux?.sigio ?? NO_OWNER;
  const told = owner.async ? processByPid(draft, owner.owner) : undefined;
  const current = currentRegistrationsOn(draft, socket).find((r) => r.api === 'SIGIO');
  if (current && told && current.process === told.id && current.mask[0] === owner.signal) return;
  if (current) draft.change('registration', current.id, { state: 'cancelled', cancelledBy: step });
  if (!told) return;
  draft.put({
    kind: 'registration', id: draft.nextId('registration'), api: 'SIGIO', socket, descriptor: through.id, number: through.number,
    process: told.id, mask: [owner.signal], target: null, step, state: 'current', cancelledBy: null, recorded: [],
  });
}

/** Sends the signal to the owner after an event on the socket. */
export function signalOwner(draft: Draft, k: LinuxClauses, socket: SocketId): void {
  const owner = entity(draft, 'socket', socket)?.linux?.sigio;
  const told = owner?.async ? processByPid(draft, owner.owner) : undefined;
  if (!owner || !told) return;
  k.eventSignalsOwner(draft, told, owner.signal);
}

export const sigioCount: LinuxRule = {
  predict(world, c) {
    const signal = textArg(c, 'signal') || 'SIGIO';
    // The number of signals per arrival depends on the kernel, and simultaneous ones are merged.
    if ((c.process.signals?.[signal] ?? 0) > 0) return predictOk({ number: atLeast(1) }, 'P15');
    // A unix socket also signals its owner when the peer frees buffer space.
    const maybe = allOf(world, 'socket')
      .some(({ family, linux }) => family === 'AF_UNIX' && linux?.sigio?.async && linux.sigio.owner === c.process.pid);
    if (maybe) return predictOk({}, 'P15');
    return (numberArg(c, 'timeout') ?? 0) > c.grace ? predictPending('P15') : predictOk({ number: 0 }, 'P15');
  },
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    c.semantics.clauses.countedSignalsAreTaken(draft, c.process.id, textArg(c, 'signal') || 'SIGIO');
  },
};
