/** The line that a generated program prints for a step, made from the step of a trace, limited to facts known to both. */
import { EPOLL, FD_FLAGS, POLL, STATUS_FLAGS } from '../calls/constants-linux.ts';
import { FD, HANDLE_FLAGS } from '../calls/constants-winsock.ts';
import { anySpecOf } from '../calls/catalogue.ts';
import { WAIT_TIMEOUT } from '../calls/idle.ts';
import type { Results } from '../calls/types.ts';
import type { Step } from '../trace/step.ts';

/** Returns null for trace entries that are not steps of the scenario and for steps not performed. */
export function outcomeLine(step: Step): string | null {
  if (step.plan === null) return null;
  const { action, outcome } = step;
  const name = action.kind === 'call' || action.kind === 'completion' ? action.call : action.kind;
  const head = `step ${step.plan + 1} ${name}`;
  switch (outcome.kind) {
    case 'ok': return `${head} ok${resultText(name, action.kind === 'call' ? action.args : {}, outcome.results)}`;
    case 'error': return `${head} error ${outcome.name}`;
    case 'pending': return `${head} pending`;
    case 'refused': return null;
  }
}

const ORDER = Object.keys({ ...EPOLL, ...POLL, ...FD, ...FD_FLAGS, ...STATUS_FLAGS, ...HANDLE_FLAGS });

/** Leaves out numbers that differ between runs: descriptors, process ids and ports. */
function resultText(call: string, args: Readonly<Record<string, unknown>>, results: Results): string {
  const { data, value, number } = results;
  const spec = anySpecOf(call);
  if (results.started === true) return ' started';
  if (spec?.value === 'key') return ` key ${String(value)}`;
  if (spec?.number === 'times') return (number ?? 0) > 0 ? ' some' : ' none';
  if (spec?.number === 'count') return ` ${number ?? 0}`;
  if (data !== undefined) return data !== '' ? ` "${escaped(data)}"` : spec?.idle === 'no data' && !results.ended ? ' nothing' : ' end';
  if (results.ready) return ` ${inOrder(results.ready.flatMap((r) => r.events))}`;
  if (results.events) return ` ${inOrder(results.events)}`;
  if (results.flags && spec?.result === 'flags') return ` ${inOrder(results.flags)}`;
  if (value !== undefined) {
    if (typeof value === 'object') return ` on/off ${value.onoff}, ${value.linger} s`;
    return args['name'] === 'SO_COOKIE' || args['code'] === 'SIO_BASE_HANDLE' || args['name'] === 'SO_PROTOCOL_INFOW'
      || String(args['command']).startsWith('F_') ? '' : ` ${value}`;
  }
  if (number === undefined || String(args['command']).startsWith('F_')) return '';
  if (spec?.number === 'order') return number === 0 ? ' same' : ' different';
  return spec?.number === 'place' && number === WAIT_TIMEOUT ? ' timeout' : ` ${number}`;
}

function inOrder(names: readonly string[]): string {
  const set = [...new Set(names)].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return set.length === 0 ? 'none' : set.join('|');
}

function escaped(byteString: string): string {
  return byteString.replace(/[^\u0020-\u007e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
