/** Options belong to the underlying socket: set through one descriptor, they are visible through all (S24, P1). */
import type { OptionValue, SocketEntity } from '../../domain/entities.ts';
import { descriptorsFor } from '../../domain/world.ts';
import type { PlatformSemantics } from '../platform-semantics.ts';
import { committedSocket, isPrediction, socketArg, textArg } from '../lookup.ts';
import { type CallRule, UNPREDICTED, predictError, predictOk } from '../types.ts';
import { on } from '../switches.ts';
import { own } from '../../base/own.ts';

/** The system rounds buffer sizes, so the value is known only after the first read. */
const ROUNDED = ['SO_RCVBUF', 'SO_SNDBUF'];
/** Linux rounds timeouts to clock ticks; milliseconds that are whole ticks at 100 to 1000 Hz stay exact. */
const TICKS_OF_ALL_MS = 20;
const comesBackRounded = (d: PlatformSemantics, name: string, value: unknown): boolean =>
  ROUNDED.includes(name) || (d.rules === 'linux' && name.endsWith('TIMEO') && Number(value) % TICKS_OF_ALL_MS !== 0);

const DEFAULTS: Readonly<Record<string, OptionValue>> = {
  SO_KEEPALIVE: 0, SO_REUSEADDR: 0, SO_BROADCAST: 0, TCP_NODELAY: 0, SO_OOBINLINE: 0, SO_DEBUG: 0, SO_DONTROUTE: 0,
  SO_LINGER: { onoff: 0, linger: 0 }, SO_RCVTIMEO: 0, SO_SNDTIMEO: 0, SO_REUSEPORT: 0,
};

const READ_ONLY = ['SO_TYPE', 'SO_ERROR', 'SO_ACCEPTCONN'];
/** Assigned by the system on first use and then constant through every descriptor (P3). */
const GIVEN = ['SO_COOKIE'];

/** The kernel stores only whether these are on. */
const YES_OR_NO: readonly string[] = ['SO_OOBINLINE', 'SO_KEEPALIVE', 'SO_REUSEADDR', 'SO_REUSEPORT', 'SO_BROADCAST', 'SO_DONTROUTE',
  'TCP_NODELAY'];

export function setOptionRule(d: PlatformSemantics): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
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
      const { [name]: _, ...others } = socket.options;
      const value = d.rules === 'linux' && YES_OR_NO.includes(name) ? Number(c.args['value'] !== 0) : c.args['value'] as OptionValue;
      draft.change('socket', socket.id, {
        options: comesBackRounded(d, name, c.args['value']) ? others : { ...others, [name]: value },
        optionSteps: { ...socket.optionSteps, [name]: c.step },
      });
    },
  };
}

export function getOptionRule(d: PlatformSemantics): CallRule {
  return {
    predict(world, c) {
      const socket = socketArg(world, c, d);
      if (isPrediction(socket)) return socket;
      const name = textArg(c, 'name');
      if (!belongsTo(name, textArg(c, 'level'))) return UNPREDICTED;
      if (name === 'SO_TYPE') return predictOk({ value: socket.type }, d.ids.options);
      if (name === 'SO_ACCEPTCONN') return predictOk({ value: socket.state === 'listening' ? 1 : 0 }, d.ids.options);
      if (!applies(socket, name)) return UNPREDICTED;
      const set = on(d.ids.options) || descriptorsFor(world, socket.id).length < 2 ? socket.options[name] : own(DEFAULTS, name);
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
        d.reported?.(draft, socket, d.reset);
      if (!socket || value === undefined || READ_ONLY.includes(name) || !belongsTo(name, textArg(c, 'level'))) return;
      if (JSON.stringify(socket.options[name] ?? own(DEFAULTS, name)) === JSON.stringify(value)) return;
      draft.change('socket', socket.id, { options: { ...socket.options, [name]: value } });
    },
  };
}

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
