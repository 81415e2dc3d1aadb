/** poll: readiness of one descriptor at this moment, by no registration at all (P14). */
import { descriptorArg, isSure, listArg, numberArg } from '../lookup.ts';
import { entity, pendingOn } from '../../domain/world.ts';
import { type CallRule, UNPREDICTED, predictOk, predictPending } from '../types.ts';
import { readiness } from './epoll.ts';

const ALWAYS = ['POLLERR', 'POLLHUP'];

export const poll: CallRule = {
  predict(world, c) {
    const object = c.object ?? descriptorArg(world, c)?.object ?? null;
    // poll(2) answers for a number that is not open, too, and passes negative ones over.
    if (object === null) return predictOk({ events: (numberArg(c, 'fd') ?? -1) < 0 ? [] : ['POLLNVAL'] }, 'P1');
    const socket = entity(world, 'socket', object);
    // A call that waits may have taken already what makes it ready.
    if (!socket || !isSure(world, socket) || ((socket.queue.length > 0 || socket.reset) && pendingOn(world, socket.id).length > (c.object === undefined ? 0 : 1))) return UNPREDICTED;
    const events = readiness(socket).map((name) => name.slice(1)).filter((name) => listArg(c, 'events').includes(name) || ALWAYS.includes(name));
    if (events.length === 0 && (numberArg(c, 'timeout') ?? 0) > c.grace) return predictPending('P14');
    return predictOk({ events: [...new Set(events)] }, 'P14');
  },
};
