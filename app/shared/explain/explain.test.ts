import { describe, expect, it } from 'vitest';
import { LIBRARY_IDS as stories, libraryTrace as traceOf } from '../../../tests/support/library.ts';
import type { EntityId } from '../domain/ids.ts';
import { allOf } from '../domain/world.ts';
import { findRule } from '../rules/catalogue.ts';
import type { TraceLog } from '../trace/log.ts';
import { sentenceText, stepsIn } from '../trace/sentence.ts';
import { type Answer, type QuestionId, answer, questionsFor } from './index.ts';

const stepOf = (log: TraceLog, call: string, nth = 1): number =>
  log.steps().filter((s) => s.action.kind === 'call' && s.action.call === call)[nth - 1]!.n;

/** The accepted connection, the subject of most library scenarios. */
const connectionOf = (log: TraceLog, n: number): EntityId =>
  allOf(log.worldAt(n), 'socket')
    .find((s) => !s.id.includes('outside') && s.state !== 'listening' && s.local !== null && s.remote !== null)!.id;

function asked(log: TraceLog, n: number, about: EntityId | null, id: QuestionId): Answer {
  const question = questionsFor(log, n, about).find((q) => q.id === id);
  expect(question, `${id} can be asked`).toBeDefined();
  return answer(log, question!);
}

const text = (a: Answer): string => a.answer.map(sentenceText).join(' ');

describe('why is this socket still open', () => {
  it('names the transfer in flight when no descriptor is left, and the closes that closed nothing', async () => {
    const log = await traceOf('winsock/the-last-close-closes');
    const n = stepOf(log, 'closesocket', 2);
    const a = asked(log, n, connectionOf(log, n), 'why-open');
    expect(text(a)).toContain('because one holder keeps it');
    expect(text(a)).toContain('transfer $forSecond, exported at step 8 and not imported');
    expect(text(a)).toContain(`closesocket at step ${n} freed first's 0xCC and nothing more`);
    expect(a.rules).toEqual(expect.arrayContaining(['S7', 'S8', 'S31']));
  });

  it('names the last close', async () => {
    const log = await traceOf('winsock/the-last-close-closes');
    const n = stepOf(log, 'closesocket', 3);
    const a = asked(log, n, connectionOf(log, n), 'why-open');
    expect(text(a)).toContain(`closesocket of second at step ${n} freed its last reference`);
    expect(stepsIn(a.answer[0]!)).toEqual([n]);
  });

  it('names the carrier on Linux', async () => {
    const log = await traceOf('linux/the-last-close-closes');
    const n = stepOf(log, 'close', 2);
    const a = asked(log, n, connectionOf(log, n), 'why-open');
    expect(text(a)).toMatch(/transfer \$rights, sent at step \d+, is in the queue of socket #\d+ Unix dgram/);
    expect(a.rules).toEqual(expect.arrayContaining(['P5', 'P16']));
  });
});

describe('events', () => {
  it('go to the last registration (S35)', async () => {
    const log = await traceOf('winsock/the-second-registration-cancels-the-first');
    const n = stepOf(log, 'WSAEventSelect', 2);
    const a = asked(log, n, connectionOf(log, n), 'who-gets-event');
    expect(text(a)).toMatch(new RegExp(`^writer alone, for FD_WRITE: WSAEventSelect at step ${n} named writer 0x`));
    expect(text(a)).toContain("reader's registration for FD_READ of step 14 was cancelled by WSAEventSelect of writer");
    expect(a.rules).toContain('S35');
  });

  it('did not fire because another process registered', async () => {
    const log = await traceOf('winsock/the-second-registration-cancels-the-first');
    const n = stepOf(log, 'sends', 1);
    const registration = allOf(log.worldAt(n), 'registration').find((r) => r.process === 'process:reader')!;
    for (const about of [registration.id, registration.target!, registration.descriptor]) {
      const a = asked(log, n, about, 'why-not-fired');
      expect(text(a)).toContain('It is gone: WSAEventSelect of writer at step 16 ended');
      expect(text(a)).toContain('the previous owner is not notified');
    }
  });

  it('go to every registration on Linux (P14)', async () => {
    const log = await traceOf('linux/the-second-registration-cancels-the-first');
    const n = stepOf(log, 'epoll_ctl', 2);
    const a = asked(log, n, connectionOf(log, n), 'who-gets-event');
    expect(text(a)).toContain('reader and writer. Epoll items do not cancel each other');
    const idle = asked(log, n, allOf(log.worldAt(n), 'registration')[0]!.id, 'why-not-fired');
    expect(text(idle)).toContain('socket #2 TCP has EPOLLOUT, which reader\'s registration for EPOLLIN does not include');
  });
});

describe('who made it non-blocking', () => {
  it.each([
    ['winsock/the-second-registration-cancels-the-first', 'WSAEventSelect',
      'WSAEventSelect of reader at step 14 did: registering makes the socket non-blocking', 'S37'],
    ['winsock/one-option-every-descriptor', 'ioctlsocket', 'it set FIONBIO. The mode is shared, so it applies to worker too', 'S27'],
    ['linux/one-option-every-descriptor', 'fcntl', 'it set O_NONBLOCK', 'P2'],
  ])('%s', async (id, call, words, rule) => {
    const log = await traceOf(id);
    const n = Math.max(...log.steps()
      .filter((s) =>
        Object.values(s.diff.updated).some(([a, b]) => a.kind === 'socket' && b.kind === 'socket' && b.nonblocking && !a.nonblocking))
        .map((s) => s.n));
    expect(log.step(n)!.action).toMatchObject({ call });
    const a = asked(log, n, connectionOf(log, n), 'who-made-nonblocking');
    expect(text(a)).toContain(words);
    expect(a.rules).toContain(rule);
  });

  it('reports that no call did', async () => {
    const log = await traceOf('winsock/hand-a-connection-over');
    expect(text(asked(log, log.length, connectionOf(log, log.length), 'who-made-nonblocking')))
      .toContain('No call did: socket #1 TCP is blocking, as sockets are by default');
  });
});

describe('who took the bytes', () => {
  it('lists every read with its process and data', async () => {
    const log = await traceOf('winsock/the-second-registration-cancels-the-first');
    const a = asked(log, log.length, connectionOf(log, log.length), 'who-took-bytes');
    expect(text(a)).toMatch(/^reader alone took bytes from socket #2 TCP\. recv of reader at step \d+ took 5 bytes: "hello"/);
    expect(a.rules).toEqual(['S28']);
  });
});

describe('every answer to every question on every story of the library', () => {
  it.each(stories)('%s', async (id) => {
    const log = await traceOf(id);
    let answers = 0;
    for (let n = 0; n <= log.length; n++) {
      for (const about of [null, ...log.worldAt(n).entities.keys()] as (EntityId | null)[]) {
        for (const question of questionsFor(log, n, about)) {
          const a = answer(log, question);
          answers += 1;
          expect(a.answer.length, question.text).toBeGreaterThan(0);
          for (const sentence of a.answer) expect(sentenceText(sentence)).toMatch(/^[A-Za-z0-9].*[.?]$/);
          expect(a.rules.filter((r) => !findRule(r))).toEqual([]);
          expect(a.answer.flatMap(stepsIn).filter((s) => s < 1 || s > n)).toEqual([]);
        }
      }
    }
    expect(answers).toBeGreaterThan(100);
  });
});
