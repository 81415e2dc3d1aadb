/** A valid request or two of each kind, to be made invalid. */
import { type Input, type RequestName, requests } from '../../app/shared/contract/contract.ts';

const session = 'session-1';
const capture = 'capture-1';
const recording = 'recording-1';
const SCENARIO = JSON.stringify({
  format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }],
  steps: [{ process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' }],
});

/** Requests whose input must be more than nothing: the type forgets none of them. Every other one is there with {}. */
type Inputs = { readonly [K in RequestName as Record<string, never> extends Input<K> ? never : K]: readonly Input<K>[] }
  & { readonly [K in RequestName]?: readonly Input<K>[] };

const INPUTS: Inputs = {
  'session.open': [{ provider: 'model', scenario: { library: 'linux/stale-epoll' } },
    { provider: 'linux', scenario: { text: SCENARIO, file: 'a.json' }, opening: '1-1' }],
  'session.cancel': [{ opening: '1-1' }],
  'session.reaches': [{ scenario: { text: SCENARIO, file: 'a.json' } }, { session, text: SCENARIO },
    { session, step: { process: 'main', call: 'bind', args: { fd: '$s', address: '127.0.0.1:0' } } }],
  'session.step': [{ session }],
  'session.run': [{ session, pace: 20, breakpoints: [{ kind: 'call', call: 'bind' }, { kind: 'step', step: 3 }, { kind: 'divergence' }] }],
  'session.pace': [{ session, pace: 100 }],
  'session.pause': [{ session }],
  'session.restart': [{ session }],
  'session.kill': [{ session, process: 'worker' }],
  'session.perform': [{ session,
    step: { process: 'main', call: 'bind', args: { fd: '$s', address: '127.0.0.1:0' }, expect: { ok: true } } }],
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
  'live.session': [{ fetched: 'fetched-1', opening: '1-2' }],
  'live.compare': [{ before: capture, after: 'capture-2', filter: 'listening', from: 0, count: 100 }],
  'live.save': [{ capture, as: 'csv', filter: 'shared' }],
  'live.open': [{ text: '{"format":"handoff-inventory/1"}', file: 'a.ndjson' },
    { gzip: 'H4sIAAAAAAAAAwMAAAAAAAAAAAA=', file: 'a.ndjson.gz' }],
  'live.drop': [{ capture }],
  'recording.prepare': [{ target: { command: 'nginx -g "daemon off;"', folder: '/srv', environment: [{ name: 'A', value: 'b' }] },
    source: 'auto', debug: { hold: ['call:sendmsg', 'shares#2'], limit: 60 } },
    { target: { capture, holder: 4 }, source: 'bpf', debug: null }],
  'recording.start': [{ question: `question-${'0'.repeat(32)}` }],
  'recording.attach': [{ recording }],
  'recording.steps': [{ recording, from: 0, count: 250 }],
  'recording.detach': [{ recording }],
  'recording.stop': [{ recording }],
  'recording.close': [{ recording }],
  'recording.hold': [{ recording, hold: ['port:8080'] }],
  'recording.release': [{ recording, held: 1, how: { kind: 'refuse', error: 'EMFILE' }, next: null },
    { recording, held: 2, how: { kind: 'cut', descriptors: 1 }, next: 'thread' }],
  'session.attach': [{ session }],
  'session.export': [{ session, to: 'svg', step: 3, theme: 'dark' }],
  'own.decode': [{ text: '00'.repeat(628) }],
  'own.process': [{ pid: 812 }],
  'own.give': [{ session, descriptor: 'descriptor:3', process: 'own-1', place: 'unix:/tmp/inbox', within: 500 }],
  'own.take': [{ session, from: { place: 'unix:/tmp/inbox' }, within: 500 }, { session, from: { text: '00'.repeat(628) } }],
  'own.cancel': [{ session }],
  'setup.run': [{ question: `question-${'0'.repeat(32)}` }],
  'work.recent': [{ id: '0123456789abcdef' }],
  'work.keepTrace': [{ title: 'A trace', provider: 'model', gzip: 'H4sIAAAAAAAAAwMAAAAAAAAAAAA=' }],
  'work.keepEdited': [{ session, text: SCENARIO }],
  'work.restore': [{ id: '0123456789abcdef' }],
  'work.discard': [{ id: '0123456789abcdef' }],
};

export const VALID_REQUESTS: readonly (readonly [RequestName, unknown])[] =
  (Object.keys(requests) as RequestName[]).flatMap((name) => (INPUTS[name] ?? [{}]).map((input) => [name, input] as const));
