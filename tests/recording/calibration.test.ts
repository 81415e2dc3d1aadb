import { afterAll, describe, expect, it } from 'vitest';
import { bpfProblem } from '../../app/main/services/recording/bpf-run.ts';
import { descriptorStories, hazardsOf } from '../../app/shared/recording/summary.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { OUT } from '../support/providers.ts';
import { type Recorded, Workshop, python } from './strace.ts';

const workshop = new Workshop();
afterAll(() => workshop.remove());

/** Forms of the log: plain, with everything that strace can add, a file per thread, and numbers in place of constants. */
const FORMS: readonly (readonly string[])[] =
  [['-f'], ['-f', '-ttt', '-T', '-yy', '--decode-pids=comm'], ['-f', '-ff', '-ttt'], ['-f', '-X', 'raw', '-tt']];

interface Told { form: string; problems: readonly unknown[]; story: readonly string[] }
interface Only { sockets?: true; numbers?: false }

/** Epoll instances of a runtime are no part of the story, nor are its descriptor numbers, which depend on its version. */
function storyOf(log: TraceLog, { sockets, numbers }: Only): string[] {
  return descriptorStories(log).filter((line) => !sockets || line.includes(' socket:'))
    .map((line) => (numbers === false ? line.replace(/ fd \d+/, '') : line))
    .toSorted((a, b) => a.split(' ')[0]!.localeCompare(b.split(' ')[0]!));
}

/** Forms of a recording: those of the log, ptrace, and BPF. */
const noBpf = bpfProblem(OUT);
const WAYS = [...FORMS.map((options) => options.join(' ')), 'ptrace', ...noBpf === null ? ['BPF'] : []];
it.skipIf(noBpf !== null).each([noBpf === null ? 'BPF is one of the forms' : `not run: by BPF: ${noBpf}`])('%s', () => {
  expect(WAYS).toContain('BPF');
});

/** What differs from a complete recording that the rules agree with. */
const problemsOf = ({ log, loss }: Recorded): unknown[] => [
  ...loss.examples, ...log.header.recording!.undecoded > 0 ? ['undecoded'] : [], ...Object.keys(log.header.recording!.notFollowed),
  ...log.steps().flatMap((step) => step.divergences.map((d) => `step ${step.n}: ${d.what}: ${d.predicted}, but ${d.observed}`)),
];

/** Records the command in every form. `log`: of the last one. */
async function recorded(command: readonly string[], only: Only = {}): Promise<{ told: Told[]; log: TraceLog }> {
  const all: Recorded[] = [];
  for (const options of FORMS) all.push(await workshop.record(command, options));
  all.push(await workshop.recordByPtrace(command));
  if (noBpf === null) all.push(await workshop.recordByBpf(command));
  return { log: all.at(-1)!.log,
    told: all.map((one, i) => ({ form: WAYS[i]!, problems: problemsOf(one), story: storyOf(one.log, only) })) };
}

/** The same story, without problems, in every form. */
const always = (story: readonly string[]): Told[] => WAYS.map((form) => ({ form, problems: [], story }));

const C_PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'fork-exec': [
    'fork-exec fd 3 socket:1: created by socket, closed by exit_group',
    'fork-exec fd 4 socket:2: created by socket, closed by exit_group',
    'true fd 3 socket:1: inherited by clone of fork-exec, closed by execve',
    'true fd 4 socket:2: inherited by clone of fork-exec, closed by exit_group',
  ],
  'vfork-exec': [
    'true fd 3 socket:1: inherited by vfork of vfork-exec, closed by close',
    'vfork-exec fd 3 socket:1: created by socket, closed by close',
  ],
  'rights-several': [
    'rights-several fd 3 socket:1: created by socketpair, closed by exit_group',
    'rights-several fd 4 socket:2: created by socketpair, closed by exit_group',
    'rights-several fd 5 socket:3: created by socket, closed by close',
    'rights-several fd 6 socket:4: created by socket, closed by close',
    'rights-several-2 fd 3 socket:1: inherited by clone of rights-several, closed by close',
    'rights-several-2 fd 4 socket:2: inherited by clone of rights-several, closed by exit_group',
    'rights-several-2 fd 5 socket:3: inherited by clone of rights-several, closed by close',
    'rights-several-2 fd 6 socket:4: inherited by clone of rights-several, closed by close',
    'rights-several-2 fd 3 socket:3: received by recvmsg, closed by exit_group',
    'rights-several-2 fd 6 socket:4: received by recvmsg, closed by exit_group',
  ],
  'rights-cut': [
    'rights-cut fd 3 socket:1: created by socketpair, closed by exit_group',
    'rights-cut fd 4 socket:2: created by socketpair, closed by exit_group',
    'rights-cut fd 5 socket:3: created by socket, closed by close',
    'rights-cut fd 6 socket:4: created by socket, closed by close',
    'rights-cut fd 5 socket:3: received by recvmsg, closed by exit_group',
  ],
  'rights-lost': [
    'rights-lost fd 3 socket:1: created by socketpair, closed by close',
    'rights-lost fd 4 socket:2: created by socketpair, closed by close',
    'rights-lost fd 5 socket:3: created by socket, closed by close',
  ],
  'dup2-onto': [
    'dup2-onto fd 3 socket:1: created by socket, closed by close',
    'dup2-onto fd 4 socket:2: created by socket, closed by dup2',
    'dup2-onto fd 5 socket:3: created by socket, closed by dup2',
    'dup2-onto fd 4 socket:1: duplicated by dup2, closed by exit_group',
    'dup2-onto fd 100 socket:1: duplicated by dup3, closed by exit_group',
    'dup2-onto fd 50 socket:1: duplicated by fcntl, closed by exit_group',
  ],
  'close-range': [
    'close-range fd 3 socket:1: created by socket, closed by exit_group',
    'close-range fd 4 socket:2: created by socket, closed by exit_group',
    'close-range fd 5 socket:3: created by socket, closed by close_range',
    'true fd 3 socket:1: inherited by clone of close-range, closed by execve',
    'true fd 4 socket:2: inherited by clone of close-range, closed by exit_group',
  ],
  'own-table': [
    'own-table fd 3 socket:1: created by socket, closed by close',
    'own-table-2 fd 3 socket:1: inherited by unshare of own-table, closed by close',
  ],
  'epoll-fork': [
    'epoll-fork fd 3 socket:1: created by socketpair, closed by exit_group',
    'epoll-fork fd 4 socket:2: created by socketpair, closed by exit_group',
    'epoll-fork fd 7 epoll:1: created by epoll_create1, closed by exit_group',
    'epoll-fork-2 fd 3 socket:1: inherited by clone of epoll-fork, closed by exit_group',
    'epoll-fork-2 fd 4 socket:2: inherited by clone of epoll-fork, closed by close',
    'epoll-fork-2 fd 7 epoll:1: inherited by clone of epoll-fork, closed by exit_group',
  ],
  'number-reuse': [
    'number-reuse fd 3 socket:1: created by socketpair, closed by exit_group',
    'number-reuse fd 4 socket:2: created by socketpair, closed by close',
    'number-reuse fd 20 socket:2: duplicated by fcntl, closed by close',
    'number-reuse fd 5 epoll:1: created by epoll_create1, closed by exit_group',
    'number-reuse fd 4 socket:3: created by socket, closed by close',
  ],
  fetched: [
    'fetched fd 3 socket:1: created by socketpair, closed by exit_group',
    'fetched fd 4 socket:2: created by socketpair, closed by close',
    'fetched fd 4 pidfd:1: created by pidfd_open, closed by close',
    'fetched fd 5 socket:3: fetched by pidfd_getfd, closed by close',
    'fetched-2 fd 3 socket:1: inherited by clone of fetched, closed by close',
    'fetched-2 fd 4 socket:2: inherited by clone of fetched, closed by exit_group',
    'fetched-2 fd 5 socket:3: created by socket, closed by exit_group',
  ],
  killed: [
    'killed fd 3 socket:1: created by socketpair, closed by exit_group',
    'killed fd 4 socket:2: created by socketpair, closed by close',
    'killed-2 fd 3 socket:1: inherited by clone of killed, closed by close',
    'killed-2 fd 4 socket:2: inherited by clone of killed, closed by the end of killed-2 (SIGKILL)',
    'killed-2 fd 5 socket:3: created by socket, closed by the end of killed-2 (SIGKILL)',
  ],
};

describe('a program in C gives one story in every form of the log, by ptrace and by BPF, without divergences', () => {
  it.each(Object.entries(C_PROGRAMS))('%s', async (name, story) => {
    expect((await recorded(await workshop.compile(name))).told).toEqual(always(story));
  });

  it('no-room: a recvmsg has the length of its control buffer that the program passed', async () => {
    const command = await workshop.compile('no-room');
    const recordings = [await workshop.recordByPtrace(command), ...noBpf === null ? [await workshop.recordByBpf(command)] : []];
    for (const { log } of recordings) {
      const lengths = log.steps().flatMap(({ action }) =>
        (action.kind === 'call' && action.call === 'recvmsg' ? [action.args['controlLength']] : []));
      expect(lengths, log.header.recording!.source).toEqual([0, 16]);
    }
    expect(recordings.flatMap((one) => problemsOf(one))).toEqual([]);
  });

  it('threads: a call that waits holds the listener that another thread closes', async () => {
    const { told, log } = await recorded(await workshop.compile('threads'));
    expect(told).toEqual(always([
      'threads fd 3 socket:1: created by socket, closed by close',
      'threads fd 3 socket:2: created by socket, closed by close',
      'threads fd 4 socket:3: accepted by accept, closed by close',
    ]));
    const closed = log.steps().find(({ action }) => action.kind === 'call' && action.call === 'close')!;
    const world = log.worldAt(closed.n);
    expect([...world.ofKind('pending')]).toMatchObject([{ call: 'accept', object: 'socket:1', thread: 't2' }]);
    expect(world.get('socket:1')).toMatchObject({ state: 'listening', closedAt: null });
  });

  it('reuseport: the kernel chooses the listener of each connection', async () => {
    const connections = Array.from({ length: 6 }, (_, i) => [
      `reuseport fd 5 socket:${2 * i + 3}: created by socket, closed by close`,
      `reuseport fd 6 socket:${2 * i + 4}: accepted by accept, closed by close`]);
    const { told } = await recorded(await workshop.compile('reuseport'));
    expect(told).toEqual(always([
      'reuseport fd 3 socket:1: created by socket, closed by exit_group',
      'reuseport fd 4 socket:2: created by socket, closed by exit_group', ...connections.flat()]));
  });
});

describe('a program in another language', () => {
  it('activation.py: a service gets its listener as descriptor 3', async () => {
    const { told } = await recorded([await python(), '-S', 'tests/recording/programs/activation.py'], { sockets: true });
    expect(told).toEqual(always([
      'python3 fd 4 socket:1: created by socket, closed by close',
      'python3-2 fd 4 socket:1: inherited by clone of python3, closed by execve',
      'python3-2 fd 3 socket:1: duplicated by dup2, closed by close',
      'python3-2 fd 4 socket:2: created by socket, closed by close',
      'python3-2 fd 5 socket:3: accepted by accept4, closed by close',
    ]));
  });

  it('leak.py: a child keeps the port of a socket that it does not know', async () => {
    const { told, log } = await recorded([await python(), '-S', 'tests/recording/programs/leak.py'], { sockets: true });
    expect(told).toEqual(always([
      'python3 fd 3 socket:1: created by socket, closed by close',
      'sleep fd 3 socket:1: inherited by vfork of python3, closed by exit_group',
    ]));
    expect(hazardsOf(log).map(({ hazard }) => hazard.id)).toEqual(['port-without-creator']);
  });

  it('ring-epoll.c: an item that comes through an io_uring is not missed, and the ring is reported', async () => {
    const { told, log } = await recorded(await workshop.compile('ring-epoll'));
    expect(told.map(({ problems }) => problems)).toEqual(WAYS.map(() => ['io_uring_setup']));
    // The change shows the item.
    expect(log.steps().flatMap(({ diff }) => Object.values(diff.added)).filter((e) => e.kind === 'registration'))
      .toMatchObject([{ mask: ['EPOLLIN', 'EPOLLET'] }]);
  });

  it('handle.mjs: Node hands a connection to its child', async () => {
    const { told } = await recorded([process.execPath, 'tests/recording/programs/handle.mjs'], { sockets: true, numbers: false });
    // Later versions of Node have an io_uring in their event loop.
    const withoutRing = told.map((one) => ({ ...one, problems: one.problems.filter((problem) => problem !== 'io_uring_setup') }));
    expect(withoutRing).toEqual(always([
      'node socket:1: created by socketpair, closed by close',
      'node socket:2: created by socketpair, closed by close',
      'node socket:3: created by socket, closed by close',
      'node socket:4: created by socket, closed by close',
      'node socket:5: accepted by accept4, closed by close',
      'node-2 socket:1: inherited by clone of node, closed by execve',
      'node-2 socket:2: inherited by clone of node, closed by execve',
      'node-2 socket:2: duplicated by dup2, closed by close',
      'node-2 socket:5: received by recvmsg, closed by close',
    ]));
  });
});
