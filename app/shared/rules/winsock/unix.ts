/** Unix sockets under Winsock: streams with a path (S57). What follows here differs from other streams, or is not documented. */
import type { WorldView } from '../../domain/world.ts';
import { familyOf, isPrediction, socketArg, socketAt, textArg } from '../lookup.ts';
import { UNPREDICTED, type Prediction, predictError, predictOk } from '../types.ts';
import type { WinsockContext, WinsockRule } from './clauses.ts';

const FAMILY = 'AF_UNIX';

/** A new socket of this family and type; null for other families. */
export function unixSocket(c: WinsockContext): Prediction | null {
  if (textArg(c, 'af') !== FAMILY) return null;
  const [type, protocol] = [textArg(c, 'type'), textArg(c, 'protocol')];
  if (type === '' || (protocol !== '' && protocol !== 'IPPROTO_IP')) return UNPREDICTED;
  return c.semantics.clauses.unixSocketIsAStream(type) ?? predictOk({}, 'S57', 'S50');
}

/** The rule for all sockets but unix sockets, of which no page says what the call does. */
export const exceptUnix = (rule: WinsockRule, known: (c: WinsockContext) => boolean = () => false): WinsockRule => ({
  ...rule,
  predict: (world, c) => (ofUnix(world, c) && !known(c) ? UNPREDICTED : rule.predict(world, c)),
});

/** connect: no listener at a path refuses it; what a non-blocking one gives is not documented. */
export const byPath = (rule: WinsockRule): WinsockRule => ({
  ...rule,
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket) || socket.family !== FAMILY) return rule.predict(world, c);
    const [address, unconnected] = [textArg(c, 'address'), socket.state === 'unbound' || socket.state === 'bound'];
    const empty = unconnected && familyOf(address) === FAMILY && !socketAt(world, address);
    const prediction = empty ? predictError('WSAECONNREFUSED', 'S57') : rule.predict(world, c);
    return socket.nonblocking && prediction.outcome.kind !== 'unknown' ? { ...UNPREDICTED, invented: prediction.outcome } : prediction;
  },
});

/** getsockname: a connected socket can have an empty path, an unbound one has no name. */
export const withPath = (rule: WinsockRule): WinsockRule => ({
  ...rule,
  predict(world, c) {
    const socket = socketArg(world, c);
    const nameless = !isPrediction(socket) && socket.family === FAMILY && socket.state === 'unbound';
    return nameless ? c.semantics.unboundName() : rule.predict(world, c);
  },
});

function ofUnix(world: WorldView, c: WinsockContext): boolean {
  const socket = socketArg(world, c);
  return !isPrediction(socket) && socket.family === FAMILY;
}
