import { describe, expect, it } from 'vitest';
import { type Line, call, connection, exported, listener, play, shared } from '../../../tests/support/play.ts';
import { toHex } from '../domain/bytes.ts';
import { ModelProvider } from '../model/provider.ts';
import type { Performed, PerformRequest } from '../provider/provider.ts';
import type { PredictedOutcome } from '../trace/predicted.ts';
import type { Step } from '../trace/step.ts';
import { PROTOCOL_INFO_SIZE } from '../domain/protocol-info.ts';
import type { TraceLog } from '../trace/log.ts';
import { sentenceText } from '../trace/sentence.ts';
import { HazardWatch, hazardsAt } from './index.ts';

const texts = (log: TraceLog, id: string, n = log.length): string[] =>
  hazardsAt(log, n).filter((h) => h.id === id).map((h) => sentenceText(h.sentence));
const story = (...lines: readonly (Line | readonly Line[])[]) => play('winsock', lines.flat());

/** A model whose providers form a chain of three, as with a layered provider installed (S14). */
class LayeredModel extends ModelProvider {
  override async answer(request: PerformRequest, predicted: PredictedOutcome): Promise<Performed> {
    const performed = await super.answer(request, predicted);
    if (request.call.name !== 'WSADuplicateSocketW' || performed.outcome.kind !== 'ok') return performed;
    const bytes = new Uint8Array(PROTOCOL_INFO_SIZE);
    new DataView(bytes.buffer).setInt32(40, 3, true);
    return { ...performed, outcome: { kind: 'ok', results: { blob: toHex(bytes) } } };
  }
}

/** The same trace with one more step by hand: a call that has no rule yet. */
function withStep(log: TraceLog, fields: Pick<Step, 'action' | 'diff'>): { found: string[]; steps: readonly Step[] } {
  const watch = new HazardWatch('winsock', 0);
  const extra: Step = {
    n: log.length + 1, outcome: { kind: 'ok', results: {} }, predicted: null, facts: [], divergences: [], hazards: [], verdict: null,
    note: null, plan: null, at: 0, micros: null, ...fields,
  };
  const found: string[] = [];
  for (const step of log.steps()) watch.see(step, log.worldAt(step.n - 1), log.worldAt(step.n));
  const before = log.worldAt(log.length);
  log.append(extra);
  found.push(...watch.see(extra, before, log.worldAt(extra.n)).map((h) => h.id));
  return { found, steps: log.steps() };
}

const handStep = (participant: string, name: string, resolved: Record<string, number>): Step['action'] =>
  ({ kind: 'call', participant, call: name, args: {}, resolved, as: [] });

describe('a transfer that is not imported', () => {
  it('is a hazard if it is the last reference, until it is imported', async () => {
    const open = [...connection, ...exported('s', 'worker', 'blob'), call('main', 'closesocket', { s: '$s' })];
    const log = await story(open, call('worker', 'WSASocketW', { protocolInfo: '$blob' }, 'd'));
    expect(texts(log, 'transfer-never-imported', log.length - 1))
      .toEqual(
      [expect.stringMatching(
        /^transfer \$blob of step 7 is still in flight and no descriptor is left: the reference in the handle table of worker keeps/)]);
    expect(texts(log, 'transfer-never-imported')).toEqual([]);
    expect(log.step(log.length)!.hazards.map((h) => [h.id, h.state])).toContainEqual(['transfer-never-imported', 'ended']);
  });

  it('is a hazard at the end of the scenario', async () => {
    const log = await story(connection, exported('s', 'worker', 'blob'));
    expect(texts(log, 'transfer-never-imported', log.length - 1)).toEqual([]);
    expect(texts(log, 'transfer-never-imported')).toHaveLength(1);
  });

  it('ends with the target', async () => {
    const log = await story(connection, exported('s', 'worker', 'blob'), call('main', 'closesocket', { s: '$s' }), { kill: 'worker' });
    expect(texts(log, 'transfer-never-imported', log.length - 1)).toHaveLength(1);
    expect(texts(log, 'transfer-never-imported')).toEqual([]);
  });
});

describe('closing the source of a transfer in flight', () => {
  const lines = [...connection, ...exported('s', 'worker', 'blob'), call('main', 'closesocket', { s: '$s' })];

  it('is a hazard with a layered provider', async () => {
    const log = await play('winsock', lines, LayeredModel);
    expect(texts(log, 'closed-under-layered-transfer')).toEqual([expect.stringContaining('through a chain of 3 providers')]);
  });

  it('is fine with the base provider', async () => {
    expect(texts(await story(lines), 'closed-under-layered-transfer')).toEqual([]);
  });
});

describe('a blob', () => {
  it('used twice is a hazard under any name', async () => {
    const log = await story(connection, exported('s', 'worker', 'blob'),
      { message: '$blob', from: 'main', to: 'worker', carrier: 'ipc', as: 'again' },
      call('worker', 'WSASocketW', { protocolInfo: '$blob' }, 'd'), call('worker', 'WSASocketW', { protocolInfo: '$again' }, 'e'));
    expect(texts(log, 'blob-used-twice'))
      .toEqual([expect.stringContaining('which was already imported at step 10; the inspector stopped it before the call')]);
  });

  it('used once is not a hazard', async () => {
    expect(texts(await story(connection, shared('s', 'worker', 'd'), shared('s', 'worker', 'e')), 'blob-used-twice')).toEqual([]);
  });
});

describe('one receive queue', () => {
  const both = [...connection, ...shared('s', 'worker', 'd'), call('client', 'sends', { data: 'abcd' }),
    call('main', 'recv', { s: '$s', length: 2 })];

  it('with two readers is a hazard until one closes it', async () => {
    const log = await story(both, call('worker', 'recv', { s: '$d', length: 2 }), call('main', 'closesocket', { s: '$s' }));
    expect(texts(log, 'two-readers', log.length - 1))
      .toEqual([expect.stringContaining('main (step 11) and worker (step 12) read from the shared receive queue')]);
    expect(texts(log, 'two-readers')).toEqual([]);
  });

  it('with a pending overlapped read of another process is a hazard before it takes anything', async () => {
    const log = await story([...connection, ...shared('s', 'worker', 'd'),
      call('worker', 'WSARecv', { s: '$d', length: 2, overlapped: true }, 'o'),
      call('client', 'sends', { data: 'abcd' }), call('main', 'recv', { s: '$s', length: 2 })]);
    expect(texts(log, 'two-readers'))
      .toEqual([expect.stringContaining('main (step 12) and worker (step 10) read from the shared receive queue')]);
  });

  it('with a holder that never reads is not a hazard', async () => {
    expect(texts(await story(both), 'two-readers')).toEqual([]);
  });
});

describe('the registration', () => {
  const first = [...connection, ...shared('s', 'worker', 'd'), call('main', 'WSACreateEvent', {}, 'e'),
    call('main', 'WSAEventSelect', { s: '$s', event: '$e', mask: ['FD_READ'] })];

  it('taken over by another process is a hazard, until the loser registers again', async () => {
    const log = await story(first, call('worker', 'WSACreateEvent', {}, 'f'),
      call('worker', 'WSAEventSelect', { s: '$d', event: '$f', mask: ['FD_WRITE'] }),
      call('main', 'WSAEventSelect', { s: '$s', event: '$e', mask: ['FD_READ'] }));
    const taken = texts(log, 'registration-taken-over', log.length - 1);
    expect(taken)
      .toEqual(
      [expect.stringContaining("worker registered for FD_WRITE at step 13, which ended main's registration for FD_READ of step 11")]);
    expect(texts(log, 'registration-taken-over'))
      .toEqual([expect.stringContaining("main registered for FD_READ at step 14, which ended worker's registration")]);
  });

  it('renewed by its own process is not a hazard', async () => {
    const log = await story(first, call('main', 'WSAEventSelect', { s: '$s', event: '$e', mask: ['FD_READ', 'FD_CLOSE'] }));
    expect(texts(log, 'registration-taken-over')).toEqual([]);
  });
});

describe('the blocking mode', () => {
  it('changed for another holder is a hazard, also by a registration, until it is changed back', async () => {
    const log = await story(connection, shared('s', 'worker', 'd'), call('worker', 'WSACreateEvent', {}, 'e'),
      call('worker', 'WSAEventSelect', { s: '$d', event: '$e', mask: ['FD_READ'] }),
      call('worker', 'WSAEventSelect', { s: '$d', mask: [] }),
      call('worker', 'ioctlsocket', { s: '$d', command: 'FIONBIO', value: 0 }));
    expect(texts(log, 'blocking-mode-flipped', log.length - 1))
      .toEqual([expect.stringContaining('WSAEventSelect of worker at step 11 made')]);
    expect(texts(log, 'blocking-mode-flipped')).toEqual([expect.stringContaining('blocking for main too')]);
  });

  it('changed by the only holder is not a hazard', async () => {
    expect(texts(await story(connection, call('main', 'ioctlsocket', { s: '$s', command: 'FIONBIO', value: 1 })), 'blocking-mode-flipped'))
      .toEqual([]);
  });
});

describe('inheritance', () => {
  const closed = (flags: string[]) =>
    [call('main', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM', flags: ['WSA_FLAG_NO_HANDLE_INHERIT'] }, 's'),
      ...shared('s', 'worker', 'd', flags)];

  it('returns with an import without a contrary flag', async () => {
    expect(texts(await story(closed([])), 'imported-inheritable'))
      .toEqual([expect.stringMatching(/^worker's 0xCC, imported at step 4 without/)]);
  });

  it('does not return if the import has the flag', async () => {
    expect(texts(await story(closed(['WSA_FLAG_NO_HANDLE_INHERIT'])), 'imported-inheritable')).toEqual([]);
  });

  it('taken away afterwards leaves a window', async () => {
    const log = await story(connection);
    const [handle] = [...log.worldAt(log.length).values()].filter((e) => e.kind === 'descriptor' && e.how === 'accepted');
    const before = handle as Extract<typeof handle, { kind: 'descriptor' }>;
    const { found } = withStep(log, {
      action: handStep('main', 'SetHandleInformation', { handle: before.number!, mask: 1, flags: 0 }),
      diff: { added: {}, updated: { [before.id]: [before, { ...before, inheritable: false }] }, removed: {} },
    });
    expect(found).toEqual(['flag-set-late']);
  });

  it('never given leaves none', async () => {
    const log = await story(call('main', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM', flags: ['WSA_FLAG_NO_HANDLE_INHERIT'] }, 's'));
    const { found } = withStep(log,
      { action: handStep('main', 'SetHandleInformation', { handle: 0xcc }), diff: { added: {}, updated: {}, removed: {} } });
    expect(found).toEqual([]);
  });
});

describe('how a connection ends', () => {
  it('is a hazard when a co-holder decides it', async () => {
    const log = await story(connection, shared('s', 'worker', 'd'),
      call('worker', 'setsockopt', { s: '$d', level: 'SOL_SOCKET', name: 'SO_LINGER', value: { onoff: 1, linger: 0 } }));
    expect(texts(log, 'ended-by-co-holder')).toEqual([expect.stringContaining('even if main makes that close')]);
    const other = await story(connection, shared('s', 'worker', 'd'), call('worker', 'shutdown', { s: '$d', how: 'SD_SEND' }),
      call('worker', 'closesocket', { s: '$d' }));
    expect(texts(other, 'ended-by-co-holder', other.length - 1)).toEqual([expect.stringContaining('(SD_SEND) at step 10, for main too')]);
    expect(texts(other, 'ended-by-co-holder')).toEqual([]);
  });

  it('is not a hazard if there is one holder', async () => {
    expect(texts(await story(connection, call('main', 'shutdown', { s: '$s', how: 'SD_SEND' })), 'ended-by-co-holder')).toEqual([]);
  });
});

describe('a completion port', () => {
  const associate = async (...lines: readonly (Line | readonly Line[])[]) =>
    withStep(await story(...lines),
      { action: handStep('main', 'CreateIoCompletionPort', { s: 0xd0 }), diff: { added: {}, updated: {}, removed: {} } }).found;

  it('of another process is a hazard', async () => {
    expect(await associate(connection, shared('s', 'worker', 'd'))).toEqual(['foreign-completion-port']);
  });

  it('of the only holder is not a hazard', async () => {
    expect(await associate(connection)).toEqual([]);
  });
});

describe('a listener', () => {
  const handed = [...listener, ...shared('l', 'worker', 'd')];
  const deserted = [...handed, call('main', 'closesocket', { s: '$l' }), call('client', 'connects', { to: '$address' })];

  it('without an acceptor is a hazard while clients wait', async () => {
    const log = await story(deserted, call('worker', 'accept', { s: '$d' }, 'c'));
    expect(texts(log, 'no-live-acceptor', log.length - 1))
      .toEqual([expect.stringContaining('worker holds it and never accepted. 1 connection waits.')]);
    expect(texts(log, 'no-live-acceptor')).toEqual([]);
  });

  it('is not a hazard while its creator holds it', async () => {
    expect(texts(await story(handed, call('client', 'connects', { to: '$address' })), 'no-live-acceptor')).toEqual([]);
  });

  it('held by a process that did not create it keeps the port', async () => {
    const log = await story(deserted, call('worker', 'closesocket', { s: '$d' }));
    expect(texts(log, 'port-without-creator', log.length - 1))
      .toEqual([expect.stringMatching(/^127\.0\.0\.1:50001 has been kept by worker since step 8; .* created by main at step 1, and/)]);
    expect(texts(log, 'port-without-creator')).toEqual([]);
    expect(texts(await story(handed), 'port-without-creator')).toEqual([]);
  });
});

describe('a listener that changes hands', () => {
  it('bound again by its new owner is a hazard', async () => {
    const log = await story(listener, shared('l', 'worker', 'd'), call('worker', 'bind', { s: '$d', address: '127.0.0.1:0' }));
    expect(texts(log, 'set-up-again')).toEqual([expect.stringMatching(/^worker called bind .* imported and already bound: .* WSAEINVAL/)]);
  });

  it('put to listening again by its new owner changes nothing, and a call that was not made is no hazard', async () => {
    const again = (as: string) => call('worker', 'listen', { s: `$${as}`, backlog: 9 });
    expect(texts(await story(listener, shared('l', 'worker', 'd'), again('d')), 'set-up-again'))
      .toEqual([expect.stringContaining('already listening: the result is no change')]);
    const early = [...listener.slice(0, 2), ...shared('l', 'worker', 'd'), call('main', 'listen', { s: '$l', backlog: 5 })];
    expect(texts(await story(early, again('d')), 'set-up-again')).toEqual([]);
  });

  it('closed by the server that accepted on it is a hazard while another process keeps the port', async () => {
    const log = await story(listener, shared('l', 'worker', 'd'), call('client', 'connects', { to: '$address' }),
      call('worker', 'accept', { s: '$d' }, 'c'), call('worker', 'closesocket', { s: '$d' }));
    expect(texts(log, 'listener-let-go')).toEqual([expect.stringMatching(/^worker accepted on .*; main keeps 127\.0\.0\.1:\d+ open/)]);
  });
});

it('the handle of a closed socket that was given to the next one is a hazard', async () => {
  const log = await story(connection, call('main', 'closesocket', { s: '$s' }),
    call('main', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM' }, 'n'), call('main', 'closesocket', { s: '$s' }));
  expect(texts(log, 'stale-number')).toEqual([expect.stringContaining('that socket was closed instead')]);
});
