/** A valid request or two of each kind, to be made invalid. */
import { type Input, type RequestName, requestSchemas } from '../../app/shared/contract.ts';

const session = 'session-1';
const capture = 'capture-1';
const SCENARIO = JSON.stringify({
  format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }],
  steps: [{ process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' }],
});

/** Those whose input is more than nothing; every other request is there with {}. */
const INPUTS: { readonly [K in RequestName]?: readonly Input<K>[] } = {
  'session.open': [{ provider: 'model', scenario: { library: 'linux/stale-epoll' } }, { provider: 'linux', scenario: { text: SCENARIO, file: 'a.json' } }],
  'session.step': [{ session }],
  'session.run': [{ session, pace: 20, breakpoints: [{ kind: 'call', call: 'bind' }, { kind: 'step', step: 3 }, { kind: 'divergence' }] }],
  'session.pace': [{ session, pace: 100 }],
  'session.pause': [{ session }],
  'session.restart': [{ session }],
  'session.kill': [{ session, process: 'worker' }],
  'session.perform': [{ session, step: { process: 'main', call: 'bind', args: { fd: '$s', address: '127.0.0.1:0' }, expect: { ok: true } } }],
  'session.branch': [{ session, at: 4, provider: 'linux' }],
  'session.reopen': [{ session, text: SCENARIO, perform: 1 }],
  'session.close': [{ session }],
  'session.trace': [{ session }],
  'live.scan': [{ tier: 'proc', full: true }],
  'live.rows': [{ capture, filter: 'port:80', from: 0, count: 50, sort: { by: 'port', descending: false } }],
  'live.groups': [{ capture, filter: '', count: 100, sharedOnly: true }],
  'live.detail': [{ capture, socket: 3 }],
  'live.watch': [{ on: true, everyMs: 500, tier: 'auto' }],
  'live.fetch': [{ capture, holder: 4 }],
  'live.fetchConfirm': [{ question: `question-${'0'.repeat(32)}` }],
  'live.release': [{ fetched: 'fetched-1' }],
};

export const VALID_REQUESTS: readonly (readonly [RequestName, unknown])[] =
  (Object.keys(requestSchemas) as RequestName[]).flatMap((name) => (INPUTS[name] ?? [{}]).map((input) => [name, input] as const));
