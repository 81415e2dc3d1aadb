/** Options belong to the underlying socket: set through one descriptor, they are visible through all (S24, P1). */
import type { OptionValue, SocketEntity } from '../../domain/entities.ts';
import { committedSocket, isPrediction, socketArg, textArg } from '../lookup.ts';
import { type CallRule, UNPREDICTED, predictError, predictOk } from '../types.ts';
import { own } from '../../base/own.ts';

/** The system rounds buffer sizes, so the value is known only after the first read. */
const ROUNDED = ['SO_RCVBUF', 'SO_SNDBUF'];

export const DEFAULTS: Readonly<Record<string, OptionValue>> = {
  SO_KEEPALIVE: 0, SO_REUSEADDR: 0, SO_BROADCAST: 0, TCP_NODELAY: 0, SO_OOBINLINE: 0, SO_DEBUG: 0, SO_DONTROUTE: 0,
  SO_LINGER: { onoff: 0, linger: 0 }, SO_RCVTIMEO: 0, SO_SNDTIMEO: 0, SO_REUSEPORT: 0,
};

const READ_ONLY = ['SO_TYPE', 'SO_ERROR', 'SO_ACCEPTCONN'];
/** Assigned by the system on first use and then constant through every descriptor (P3). */
const GIVEN = ['SO_COOKIE'];

export const setOptionRule: CallRule = {
  predict(world, c) {
    const { semantics: d } = c;
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const name = textArg(c, 'name');
    const known = (Object.hasOwn(DEFAULTS, name) || ROUNDED.includes(name)) && belongsTo(name, textArg(c, 'level'));
    if (GIVEN.includes(name)) return belongsTo(name, textArg(c, 'level')) ? predictError(d.noOption) : UNPREDICTED;
    if (name === 'SO_REUSEPORT' && socket.family === 'AF_UNIX') return UNPREDICTED;
    if (misshapen(name, c.args['value'])) return UNPREDICTED;
    return known && !READ_ONLY.includes(name) && applies(socket, name) ? predictOk({}, d.ids.options) : UNPREDICTED;
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    if (outcome.kind !== 'ok' || !socket) return;
    const name = textArg(c, 'name');
    // At another level the number is another option.
    if (!belongsTo(name, textArg(c, 'level')) || misshapen(name, c.args['value'])) return;
    const { semantics: d } = c;
    const { [name]: _, ...others } = socket.options;
    const value = c.args['value'] as OptionValue;
    draft.change('socket', socket.id, {
      options: ROUNDED.includes(name) || d.roundsOption(name, value) ? others : { ...others, [name]: d.storedOption(name, value) },
      optionSteps: { ...socket.optionSteps, [name]: c.step },
    });
  },
};

export const getOptionRule: CallRule = {
  predict(world, c) {
    const { semantics: d } = c;
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const name = textArg(c, 'name');
    if (!belongsTo(name, textArg(c, 'level'))) return UNPREDICTED;
    if (name === 'SO_TYPE') return predictOk({ value: socket.type }, d.ids.options);
    if (name === 'SO_ACCEPTCONN') return predictOk({ value: socket.state === 'listening' ? 1 : 0 }, d.ids.options);
    if (!applies(socket, name)) return UNPREDICTED;
    const set = d.clauses.optionShowsThroughAll(world, socket, name);
    const value = set ?? (socket.optionSteps[name] === undefined ? own(DEFAULTS, name) : undefined);
    if (GIVEN.includes(name)) return value === undefined ? predictOk({}, 'P3') : predictOk({ value }, 'P3');
    return value === undefined ? predictUnknownValue(name) : predictOk({ value }, d.ids.options);
  },
  commit(draft, c, outcome) {
    const socket = committedSocket(draft, c);
    const name = textArg(c, 'name');
    const value = outcome.kind === 'ok' ? outcome.results.value : undefined;
    // Reading SO_ERROR clears the error of the socket.
    if (socket && outcome.kind === 'ok' && name === 'SO_ERROR' && belongsTo(name, textArg(c, 'level')))
      c.semantics.reported(draft, socket, c.semantics.reset);
    if (!socket || value === undefined || READ_ONLY.includes(name) || !belongsTo(name, textArg(c, 'level'))) return;
    if (JSON.stringify(socket.options[name] ?? own(DEFAULTS, name)) === JSON.stringify(value)) return;
    draft.change('socket', socket.id, { options: { ...socket.options, [name]: value } });
  },
};

/** Success with a value that the rules leave open. */
function predictUnknownValue(name: string) {
  return ROUNDED.includes(name) || name.endsWith('TIMEO') ? predictOk({}) : UNPREDICTED;
}

const belongsTo = (name: string, level: string): boolean =>
  name.startsWith('TCP_') ? level === 'IPPROTO_TCP' : level === 'SOL_SOCKET';

/** A number in place of a structure or the reverse: the system interprets the first bytes. */
const misshapen = (name: string, value: unknown): boolean => (typeof value === 'object') !== (name === 'SO_LINGER');

const applies = (socket: SocketEntity, name: string): boolean =>
  !name.startsWith('TCP_') || (socket.type === 'SOCK_STREAM' && socket.family !== 'AF_UNIX');
