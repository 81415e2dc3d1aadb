/** Options that only Winsock has or names differently; the others are common to both platforms. */
import type { OptionValue, SocketEntity } from '../../domain/entities.ts';
import { getOptionRule, setOptionRule } from '../common/options.ts';
import { committedSocket, isPrediction, numberArg, socketArg, textArg } from '../lookup.ts';
import { type RulesOf, UNPREDICTED, predictError, predictOk } from '../types.ts';
import { describing } from '../../trace/predicted.ts';
import { own } from '../../base/own.ts';
import type { WinsockRule } from './clauses.ts';
import { exceptUnix } from './unix.ts';

/** Read back as set; the initial value depends on the system. */
const KEPT: Readonly<Record<string, string>> = {
  IP_TTL: 'IPPROTO_IP', IPV6_V6ONLY: 'IPPROTO_IPV6', IPV6_UNICAST_HOPS: 'IPPROTO_IPV6',
  TCP_KEEPIDLE: 'IPPROTO_TCP', TCP_KEEPINTVL: 'IPPROTO_TCP', TCP_KEEPCNT: 'IPPROTO_TCP',
};

/** Read-only options. */
const NEVER_SET: readonly string[] = ['SO_PROTOCOL_INFOW', 'SO_TYPE', 'SO_ACCEPTCONN'];

/** Known of unix sockets too. */
const OF_EVERY_SOCKET: readonly string[] = ['SO_TYPE', 'SO_ACCEPTCONN', 'SO_ERROR'];

/** Largest hop count, and largest time or count of keep-alives. */
const SURELY_TAKEN = 255;

/** The pages define SO_LINGER for streams and do not cover datagram sockets. */
const lingersNot = (socket: SocketEntity, name: string): boolean => name === 'SO_LINGER' && socket.type === 'SOCK_DGRAM';

/** Options that complete the connection of an operation; 0 until they are set. */
const CONTEXTS: readonly string[] = ['SO_UPDATE_ACCEPT_CONTEXT', 'SO_UPDATE_CONNECT_CONTEXT'];

/** Wraps a rule: what the call does to a socket that ConnectEx has connected is documented only once its context is updated. */
export function inContext(rule: WinsockRule): WinsockRule {
  return {
    ...rule,
    predict(world, c) {
      const socket = socketArg(world, c);
      return !isPrediction(socket) && socket.options['SO_UPDATE_CONNECT_CONTEXT'] === 0 ? UNPREDICTED : rule.predict(world, c);
    },
  };
}

/** The protocol that the provider chose where the call gave 0 (S17). */
const chosenProtocol = ({ type, protocol }: SocketEntity): string =>
  (protocol !== 'IPPROTO_IP' ? protocol : type === 'SOCK_DGRAM' ? 'IPPROTO_UDP' : 'IPPROTO_TCP');

const getOption: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const name = textArg(c, 'name');
    if (lingersNot(socket, name) || (name.startsWith('SO_') && textArg(c, 'level') !== 'SOL_SOCKET')) return UNPREDICTED;
    if (name === 'SO_PROTOCOL_INFOW') return predictOk({ value: describing(socket.family, socket.type, chosenProtocol(socket)) }, 'S17');
    if (name === 'SO_ERROR') return socket.reset ? UNPREDICTED : predictOk({ value: 0 }, 'S24');
    // The page says that it is ignored, so its value means nothing.
    if (name === 'SO_DONTROUTE') return UNPREDICTED;
    if (own(KEPT, name) === undefined) return getOptionRule.predict(world, c);
    const value = socket.options[name];
    if (own(KEPT, name) !== textArg(c, 'level')) return UNPREDICTED;
    return value === undefined ? UNPREDICTED : predictOk({ value }, 'S24');
  },
  commit(draft, c, outcome, observed) {
    const name = textArg(c, 'name');
    if (name !== 'SO_PROTOCOL_INFOW' && name !== 'SO_ERROR' && own(KEPT, name) === undefined)
      getOptionRule.commit?.(draft, c, outcome, observed);
  },
};

const setOption: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    const name = textArg(c, 'name');
    // The pages do not say whether the socket or a read-only option is checked first.
    if (isPrediction(socket))
      return NEVER_SET.includes(name) || !name.startsWith('SO_') || textArg(c, 'level') !== 'SOL_SOCKET' ? UNPREDICTED : socket;
    if (lingersNot(socket, name)) return UNPREDICTED;
    if (CONTEXTS.includes(name)) return socket.options[name] === 0 ? predictOk({}, 'S45') : UNPREDICTED;
    if (NEVER_SET.includes(name)) {
      if (textArg(c, 'level') !== 'SOL_SOCKET') return UNPREDICTED;
      return c.semantics.clauses.typeOfDatagramsIsInvalid(socket, name) ?? predictError('WSAENOPROTOOPT');
    }
    if (own(KEPT, name) === undefined) return setOptionRule.predict(world, c);
    const fits = own(KEPT, name) === textArg(c, 'level')
      && name.startsWith('IPV6_') === (socket.family === 'AF_INET6' && name.startsWith('IPV6_'));
    // Limits, and the effect of a value of another kind, depend on the system.
    const value = numberArg(c, 'value');
    if (value === null || value > SURELY_TAKEN || (value < 1 && name !== 'IPV6_V6ONLY')) return UNPREDICTED;
    return fits && (!name.startsWith('TCP_') || socket.type === 'SOCK_STREAM') ? predictOk({}, 'S24') : UNPREDICTED;
  },
  commit(draft, c, outcome, observed) {
    const name = textArg(c, 'name');
    const socket = committedSocket(draft, c);
    if (!CONTEXTS.includes(name) && own(KEPT, name) === undefined) {
      setOptionRule.commit?.(draft, c, outcome, observed);
    } else if (outcome.kind === 'ok' && socket) {
      const value: OptionValue = own(KEPT, name) !== undefined ? (c.args['value'] as OptionValue) : 1;
      draft.change('socket', socket.id, {
        options: { ...socket.options, [name]: value }, optionSteps: { ...socket.optionSteps, [name]: c.step },
      });
    }
  },
};

export const OPTION_RULES = {
  setsockopt: exceptUnix(setOption), getsockopt: exceptUnix(getOption, (c) => OF_EVERY_SOCKET.includes(textArg(c, 'name'))),
} satisfies RulesOf<'winsock'>;
