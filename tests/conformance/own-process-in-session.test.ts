/** Processes of the user's own in a session: told of, given a socket, taken from; over a unix socket, with programs that are not ours. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import { descriptorsFor, referenceCount } from '../../app/shared/domain/world.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import { start, type Running } from '../support/clients.ts';
import { OUT } from '../support/providers.ts';
import { withService } from '../support/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-own-'));
const running: Running[] = [];
afterEach(() => { for (const { child } of running.splice(0)) child.kill('SIGKILL'); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function handoff(...args: string[]): Running {
  const program = start(process.execPath, [join(OUT, 'cli.js'), ...args], folder);
  running.push(program);
  return program;
}

const HANDOFF = { provider: 'linux', scenario: { library: 'linux/hand-a-connection-over' } } as const;

it('a process id is looked up once, with name, owner and start time, and then has an id in the session', async () => {
  await withService(async ({ ask, refused }) => {
    const taker = handoff('take', '--from', `unix:${join(folder, 'a')}`);
    const pid = Number((await taker.says(/process (\d+) waits/))[1]);
    const own = await ask('own.process', { pid });
    expect(own).toMatchObject({ id: 'own-1', pid, name: expect.stringMatching(/node|MainThread/) as string, owner: userInfo().username });
    expect(Math.abs(Date.parse(own.since!) - Date.now())).toBeLessThan(60_000);
    expect(await refused('own.process', { pid: process.pid })).toContain('this is the inspector itself');
    expect(await refused('own.process', { pid: 4_000_000 })).toContain('bad-input: pid: no process has the id 4000000');
    expect(await refused('own.process', { pid: -1 })).toContain('own.process: pid');
    expect(await refused('own.give', { session: 'session-1', descriptor: 'descriptor:1', process: String(pid), place: null }))
      .toContain('own.give: process');
  });
});

it('a descriptor of main goes to such a process: a step, and one more holder in the facts of the system', async () => {
  await withService(async ({ ask, refused, stateOf, stepsOf }) => {
    const { state: { session } } = await ask('session.open', HANDOFF);
    for (let i = 0; i < 3; i++) await ask('session.step', { session });
    const place = `unix:${join(folder, 'b')}`;
    const taker = handoff('take', '--from', place);
    const pid = Number((await taker.says(/process (\d+) waits/))[1]);
    const own = await ask('own.process', { pid });
    expect(await refused('own.give', { session, descriptor: 'descriptor:99', process: own.id, place }))
      .toContain('there is no descriptor:99 now');
    expect(await refused('own.give', { session, descriptor: 'descriptor:1', process: 'own-77', place }))
      .toContain('refused: There is no own-77');
    const { log } = readTrace(await ask('session.trace', { session }), 'x');
    const mine = [...log.worldAt(3).ofKind('descriptor')].find((d) => d.process === 'process:main')!;
    const { takenBy } = await ask('own.give', { session, descriptor: mine.id, process: own.id, place });
    expect(takenBy).toBe(pid);
    expect(stateOf(session)).toMatchObject({ length: 4, performed: 3, divergences: 0 });
    const step = stepsOf(session)[3]!;
    expect(step).toMatchObject({ action: { kind: 'message', from: 'main', carrier: 'unix' }, plan: null });
    const world = readTrace(await ask('session.trace', { session }), 'x').log.worldAt(4);
    expect(referenceCount(world, mine.object)).toBe(2);
    const theirs = descriptorsFor(world, mine.object).find((d) => d.process !== 'process:main')!;
    expect(theirs).toMatchObject({ how: 'received', number: expect.any(Number) as number });
    expect(step.facts).toContainEqual(expect.objectContaining({ subject: theirs.id, what: 'identity' }));
    // The scenario goes on, with main's own descriptor closed and the other process as the last holder.
    await ask('session.run', { session, pace: 0 });
    await taker.says(/descriptor \d+ from process/);
    const again = handoff('take', '--from', `unix:${join(folder, 'c')}`);
    await again.says(/waits/);
    expect(await refused('own.give', { session, descriptor: mine.id, process: own.id, place: `unix:${join(folder, 'c')}` }))
      .toMatch(/bad-input/);
  });
});

it('a descriptor from another process belongs to main: it has a name, can be used, and is closed with the session', async () => {
  await withService(async ({ ask, refused, stateOf, stepsOf }) => {
    const { state: { session } } = await ask('session.open', HANDOFF);
    await ask('session.step', { session });
    const path = join(folder, 'd');
    const taking = ask('own.take', { session, from: { place: `unix:${path}` }, within: 20_000 });
    const giver = handoff('give', '--to', `unix:${path}`);
    const { name } = await taking;
    expect(name).toBe('taken');
    expect(stateOf(session)).toMatchObject({ length: 2, divergences: 0, taken: ['taken'] });
    await giver.says(/taken by process/);
    await ask('session.perform',
      { session, step: { process: 'main', call: 'getsockopt', args: { fd: '$taken', level: 'SOL_SOCKET', name: 'SO_TYPE' } } });
    expect(stepsOf(session).at(-1)).toMatchObject({ outcome: { kind: 'ok', results: { value: 'SOCK_STREAM' } } });
    await ask('session.perform', { session, step: { process: 'main', call: 'send', args: { fd: '$taken', data: 'from a session' } } });
    await giver.says(/received "from a session"/);
    const { log } = readTrace(await ask('session.trace', { session }), 'x');
    const taken = [...log.worldAt(log.length).ofKind('descriptor')].find((d) => d.process === 'process:main')!;
    // The giver holds it too.
    expect(referenceCount(log.worldAt(log.length), taken.object)).toBe(2);
    await ask('session.close', { session });
    expect(await refused('own.take', { session, from: { place: `unix:${path}` } })).toContain('it was closed');
  });
});

it('a wait ends on cancel or after its time, and leaves no step', async () => {
  await withService(async ({ ask, refused, stepsOf }) => {
    const { state: { session } } = await ask('session.open', HANDOFF);
    const from = { place: `unix:${join(folder, 'e')}` };
    const waiting = refused('own.take', { session, from, within: 60_000 });
    expect(await refused('own.take', { session, from })).toContain('already waits for another process');
    await ask('own.cancel', { session });
    expect(await waiting).toContain('The wait was cancelled');
    expect(await refused('own.take', { session, from, within: 150 })).toContain('No answer within 0.15 s');
    expect(stepsOf(session)).toEqual([]);
    const model = await ask('session.open', { ...HANDOFF, provider: 'model' });
    expect(await refused('own.take', { session: model.state.session, from })).toContain('unavailable: The model has no sockets');
    expect(await ask('own.ways', { session })).toEqual({ places: ['unix'], byHand: false, reason: null });
  });
});

it('decodes pasted bytes in every notation', async () => {
  await withService(async ({ ask, refused }) => {
    const bytes = new Uint8Array(628);
    new DataView(bytes.buffer).setInt32(76, 6, true);
    const hex = Buffer.from(bytes).toString('hex');
    const plain = await ask('own.decode', { text: hex });
    expect(plain.fields.length).toBeGreaterThan(15);
    expect(plain.hex).toBe(hex);
    expect((await ask('own.decode', { text: Buffer.from(bytes).toString('base64') })).hex).toBe(hex);
    expect((await ask('own.decode', { text: hex.replace(/(..)/g, '0x$1, ') })).fields).toEqual(plain.fields);
    expect(await refused('own.decode', { text: 'abcd' })).toContain('a WSAPROTOCOL_INFOW has 628 bytes, not 2');
  });
});
