import { describe, expect, it } from 'vitest';
import { Draft } from '../domain/draft.ts';
import type { Entity, Rules } from '../domain/entities.ts';
import { flatEntity } from '../domain/socket-extensions.ts';
import { entity } from '../domain/world.ts';
import { makeSocket } from './common/make.ts';
import { changeLinux } from './linux/state.ts';
import { setConnects, setReported } from './winsock/reported.ts';
import { readTrace, writeTrace } from '../trace/file.ts';
import { TraceLog } from '../trace/log.ts';
import type { Step } from '../trace/step.ts';

const SIGIO = { owner: 7, signal: 'SIGIO', async: true };

function logOf(rules: Rules, changes: readonly ((draft: Draft) => void)[]): TraceLog {
  const log = new TraceLog({
    format: 'handoff-trace/1', provider: 'model', platform: 'model', rules, start: { added: {}, updated: {}, removed: {} },
    scenario: { format: 'handoff-scenario/1', title: 'Sockets', rules, processes: [{ name: 'main' }], steps: [] },
  });
  const counters = {};
  for (const [i, change] of changes.entries()) {
    const draft = new Draft(log.worldAt(i), counters);
    change(draft);
    const step: Step = {
      n: i + 1, action: { kind: 'kill', process: 'main' }, outcome: { kind: 'ok', results: {} }, predicted: null, facts: [],
      divergences: [], hazards: [], verdict: null, note: null, plan: null, at: i, micros: null, diff: draft.diff(),
    };
    log.append(step);
  }
  return log;
}

const TCP = { family: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' };
const made = (draft: Draft) => { makeSocket(draft, TCP); };
const linux = () => logOf('linux', [
  made, (d) => changeLinux(d, 'socket:1', { sigio: SIGIO }), (d) => changeLinux(d, 'socket:1', { resetReported: true }),
  (d) => { d.change('socket', 'socket:1', { nonblocking: true }); }, (d) => { d.remove('socket:1'); },
]);
const winsock = () => logOf('winsock', [
  made, (d) => setReported(d, 'socket:1', ['FD_READ']), (d) => { d.change('socket', 'socket:1', { reset: true }); },
  (d) => setReported(d, 'socket:1', []), (d) => setConnects(d, 'socket:1'), (d) => setReported(d, 'socket:1', ['FD_CONNECT']),
]);

describe('the state of a socket that only one platform has', () => {
  it.each([['linux', linux], ['winsock', winsock]])('is the same after a %s trace was written and read', (_rules, log) => {
    const { log: read, damage } = readTrace(writeTrace(log()), 'a.ndjson');
    expect(damage).toBeNull();
    expect(read.steps()).toEqual(log().steps());
  });

  it('is written as fields of the socket, as in every version of the format', () => {
    const lines = writeTrace(linux()).split('\n').slice(1, -1).map((line) => (JSON.parse(line) as Step).diff as object);
    expect(lines[0]).toMatchObject({ added: { 'socket:1': { reported: [] } } });
    expect(lines.slice(1, 4)).toEqual([
      { updated: { 'socket:1': [null, { sigio: SIGIO }] } }, { updated: { 'socket:1': [null, { resetReported: true }] } },
      { updated: { 'socket:1': [null, { nonblocking: true }] } },
    ]);
    expect(lines[4]).toMatchObject({ removed: { 'socket:1': { sigio: SIGIO, resetReported: true, reported: [] } } });
    expect(writeTrace(linux())).not.toContain('"linux":{');
  });

  it('is kept when a step that an older version left unsaved is written again', () => {
    const socket = { ...TCP, kind: 'socket', id: 'socket:1', reported: ['FD_READ'], sigio: SIGIO } as unknown as Entity;
    expect(flatEntity(socket)).toEqual(socket);
  });

  it('opens from a trace that has both forms of a changed socket in full', () => {
    const [header, first] = writeTrace(winsock()).split('\n');
    const socket = (JSON.parse(first!) as Step).diff.added['socket:1'];
    const change = { n: 2, action: { kind: 'kill', process: 'main' }, outcome: { kind: 'ok', results: {} }, predicted: null, at: 1,
      diff: { updated: { 'socket:1': [socket, { ...socket, reported: ['FD_CLOSE'] }] } } };
    const { log } = readTrace([header, first, JSON.stringify(change), ''].join('\n'), 'a.ndjson');
    expect(entity(log.worldAt(1), 'socket', 'socket:1')?.winsock).toBeUndefined();
    expect(entity(log.worldAt(2), 'socket', 'socket:1')?.winsock).toEqual({ reported: ['FD_CLOSE'] });
  });
});
