/** socket, dup, fcntl: what belongs to the descriptor, and what to the description it shares (P1, P2, P10). */
import { entity } from '../../domain/world.ts';
import { makeDescriptor, makeSocket } from '../common/make.ts';
import { descriptorArg, listArg, textArg } from '../lookup.ts';
import { type CallRule, NO_OPINION, predictError, predictOk } from '../types.ts';

const KNOWN_TYPES: Readonly<Record<string, readonly string[]>> = {
  AF_UNIX: ['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_SEQPACKET'],
  AF_INET: ['SOCK_STREAM', 'SOCK_DGRAM'],
  AF_INET6: ['SOCK_STREAM', 'SOCK_DGRAM'],
};

export const socket: CallRule = {
  predict(_world, c) {
    const protocol = textArg(c, 'protocol') || 'IPPROTO_IP';
    const type = textArg(c, 'type');
    const fits = protocol === 'IPPROTO_IP' || (textArg(c, 'domain') !== 'AF_UNIX'
      && protocol === (type === 'SOCK_STREAM' ? 'IPPROTO_TCP' : 'IPPROTO_UDP'));
    return fits && KNOWN_TYPES[textArg(c, 'domain')]?.includes(type) ? predictOk({}) : NO_OPINION;
  },
  commit(draft, c, outcome) {
    if (outcome.kind !== 'ok') return;
    const flags = listArg(c, 'flags');
    const nonblocking = flags.includes('SOCK_NONBLOCK');
    const made = makeSocket(draft, {
      family: textArg(c, 'domain'), type: textArg(c, 'type'), protocol: textArg(c, 'protocol') || 'IPPROTO_IP',
      nonblocking, nonblockingSince: nonblocking ? c.step : null,
    });
    makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, made.id, 'created', c.step, !flags.includes('SOCK_CLOEXEC'));
  },
};

export const dup: CallRule = {
  predict: (world, c) => (descriptorArg(world, c) ? predictOk({}, 'P10') : predictError('EBADF', 'P1')),
  commit(draft, c, outcome) {
    const from = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || !from) return;
    // P10: close-on-exec is clear on the copy, whatever it was.
    makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, from.object, 'duplicated', c.step, true);
  },
};

export const fcntl: CallRule = {
  predict(world, c) {
    const descriptor = descriptorArg(world, c);
    if (!descriptor) return predictError('EBADF', 'P1');
    switch (textArg(c, 'command')) {
      case 'F_GETFD': return predictOk({ flags: descriptor.inheritable ? [] : ['FD_CLOEXEC'] }, 'P2');
      case 'F_GETFL': {
        const target = entity(world, 'socket', descriptor.object);
        return target ? predictOk({ flags: target.nonblocking ? ['O_NONBLOCK'] : [] }, 'P2') : NO_OPINION;
      }
      default: return predictOk({}, 'P2');
    }
  },
  commit(draft, c, outcome) {
    const descriptor = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || !descriptor) return;
    const flags = listArg(c, 'value');
    if (textArg(c, 'command') === 'F_SETFD') draft.change('descriptor', descriptor.id, { inheritable: !flags.includes('FD_CLOEXEC') });
    const target = entity(draft, 'socket', descriptor.object);
    if (textArg(c, 'command') !== 'F_SETFL' || !target) return;
    const nonblocking = flags.includes('O_NONBLOCK');
    if (nonblocking !== target.nonblocking) {
      draft.change('socket', target.id, { nonblocking, nonblockingSince: nonblocking ? c.step : null });
    }
  },
};
