/** poll: current readiness of one descriptor, without a registration (P14). */
import { descriptorArg, isSure, listArg, numberArg } from '../lookup.ts';
import { entity, pendingOn } from '../../domain/world.ts';
import { UNPREDICTED, predictOk, predictPending } from '../types.ts';
import { mayLackSpace } from '../common/data.ts';
import type { LinuxRule } from './clauses.ts';
import { readiness } from './epoll.ts';

const ALWAYS = ['POLLERR', 'POLLHUP'];

export const poll: LinuxRule = {
  predict(world, c) {
    const object = c.object ?? descriptorArg(world, c)?.object ?? null;
    // poll(2) also reports numbers that are not open, and skips negative ones.
    if (object === null) return predictOk({ events: (numberArg(c, 'fd') ?? -1) < 0 ? [] : ['POLLNVAL'] }, 'P1');
    const socket = entity(world, 'socket', object);
    // A blocked call can already have taken the data that makes it ready.
    if (!socket || !isSure(world, socket) || (listArg(c, 'events').includes('POLLOUT') && mayLackSpace(world, socket))
      || ((socket.queue.length > 0 || socket.reset) && pendingOn(world, socket.id).length > (c.object === undefined ? 0 : 1)))
      return UNPREDICTED;
    const events = readiness(c.semantics.clauses, socket).map((name) => name.slice(1))
      .filter((name) => listArg(c, 'events').includes(name) || ALWAYS.includes(name));
    if (events.length === 0 && (numberArg(c, 'timeout') ?? 0) > c.grace) return predictPending('P14');
    return predictOk({ events: [...new Set(events)] }, 'P14');
  },
};
