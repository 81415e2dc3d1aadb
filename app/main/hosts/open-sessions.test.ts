import { expect, it } from 'vitest';
import type { AnyAnswer, Requests } from './gate.ts';
import { OpenSessions } from './open-sessions.ts';

const opened = (session: string) => ({ ok: true, value: { state: { session } } }) as unknown as AnyAnswer;
const done = { ok: true, value: null } as AnyAnswer;

function closer(): { service: Requests; closed: string[] } {
  const closed: string[] = [];
  const request = (async (_name: string, input: { session: string }) => {
    closed.push(input.session);
    throw new Error('closed already');
  }) as unknown as Requests['request'];
  return { service: { request }, closed };
}

it('closes each open session, even if closing another one fails', async () => {
  const { service, closed } = closer();
  const sessions = new OpenSessions(service);
  sessions.note('session.open', {}, opened('session-1'));
  sessions.note('session.open', {}, opened('session-2'));
  sessions.note('session.restart', { session: 'session-2' }, opened('session-3'));
  sessions.note('session.close', { session: 'session-1' }, done);
  sessions.note('session.open', {}, { ok: false, code: 'bad-input', message: 'no' });
  await sessions.closeAll();
  expect(closed).toEqual(['session-3']);
});

it('closes a session that opens after its page has gone', async () => {
  const { service, closed } = closer();
  const sessions = new OpenSessions(service);
  await sessions.closeAll();
  sessions.note('session.open', {}, opened('session-1'));
  await Promise.resolve();
  expect(closed).toEqual(['session-1']);
});

it('closes a recording by its own request', async () => {
  const asked: unknown[] = [];
  const request = ((...one: unknown[]) => Promise.resolve(asked.push(one))) as unknown as Requests['request'];
  const sessions = new OpenSessions({ request });
  for (const id of ['recording-1', 'recording-2'])
    sessions.note('recording.start', {}, { ok: true, value: { state: { recording: id } } } as unknown as AnyAnswer);
  sessions.note('recording.close', { recording: 'recording-1' }, done);
  await sessions.closeAll();
  expect(asked).toEqual([['recording.close', { recording: 'recording-2' }]]);
});

it('hands sessions on, also one that opens afterwards', async () => {
  const { service, closed } = closer();
  const before = new OpenSessions(service);
  const after = new OpenSessions(service);
  before.note('session.open', {}, opened('session-1'));
  after.adopt(before);
  before.note('session.open', {}, opened('session-2'));
  await before.closeAll();
  expect(closed).toEqual([]);
  await after.closeAll();
  expect(closed).toEqual(['session-1', 'session-2']);
});
