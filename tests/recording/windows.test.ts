import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { descriptorStories, hazardsOf } from '../../app/shared/recording/summary.ts';
import { allOf } from '../../app/shared/domain/world.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { windowsPath } from '../../native-bridge/host/wine.ts';
import { winesSetUp } from '../../native-bridge/host/wine-setup.ts';
import { WINES_HERE } from '../support/on-wine.ts';
import { CACHE } from '../support/providers.ts';
import type { Recorded } from './strace.ts';
import { WindowsWorkshop } from './windows.ts';

const workshop = new WindowsWorkshop();
afterAll(() => { workshop.remove(); });

const nodeExe = (): string => winesSetUp(CACHE)[0]!.nodeExe;

/** Numbers of handles depend on the version of Wine. */
const storyOf = (log: TraceLog): string[] => descriptorStories(log).filter((line) => line.includes(' socket:'))
  .map((line) => line.replace(/ fd \d+/, '')).toSorted((a, b) => a.split(' ')[0]!.localeCompare(b.split(' ')[0]!));

/** What differs from a complete recording that the rules agree with, apart from known differences of Wine. */
const problemsOf = ({ log, loss }: Recorded): unknown[] => [
  ...loss.examples, ...log.header.recording!.undecoded > 0 ? ['undecoded'] : [], ...Object.keys(log.header.recording!.notFollowed),
  ...log.steps().flatMap((step) => step.divergences.filter((d) => d.knownDifference === null)
    .map((d) => `step ${step.n}: ${d.what}: ${d.predicted}, but ${d.observed}`)),
];

const differencesOf = (log: TraceLog): unknown[] => log.steps().flatMap((step) => step.divergences.map((d) => d.knownDifference));

interface Told { story: readonly string[]; differences?: readonly string[]; hazards?: readonly string[] }

const PROGRAMS: Readonly<Record<string, Told>> = {
  'export-import': {
    story: [
      'export-import socket:1: created by socket, closed by closesocket',
      'export-import socket:2: created by socket, closed by closesocket',
      'export-import-2 socket:1: inherited by CreateProcessA of export-import, closed by ExitProcess',
      'export-import-2 socket:1: imported by WSASocketW, closed by closesocket',
      'export-import-2 socket:3: accepted by accept, closed by closesocket',
    ],
  },
  'used-twice': {
    story: [
      'used-twice socket:1: created by socket, closed by closesocket',
      'used-twice socket:1: imported by WSASocketW, closed by closesocket',
    ],
    differences: ['W1'],
  },
  'two-selects': {
    story: [
      'two-selects socket:1: created by socket, closed by closesocket',
      'two-selects socket:2: created by socket, closed by closesocket',
      'two-selects-2 socket:1: inherited by CreateProcessA of two-selects, closed by ExitProcess',
      'two-selects-2 socket:1: imported by WSASocketW, closed by closesocket',
      'two-selects-2 socket:3: accepted by accept, closed by closesocket',
    ],
    hazards: ['registration-taken-over'],
  },
  ready: {
    story: [
      'ready socket:1: created by socket, closed by closesocket',
      'ready socket:2: created by socket, closed by closesocket',
      'ready socket:3: accepted by accept, closed by closesocket',
    ],
  },
  inherited: {
    story: [
      'inherited socket:1: created by socket, closed by closesocket',
      'inherited socket:2: created by WSASocketW, closed by closesocket',
      'inherited socket:3: created by socket, closed by closesocket',
      'inherited-2 socket:1: inherited by CreateProcessA of inherited, closed by closesocket',
      'inherited-2 socket:4: accepted by accept, closed by closesocket',
    ],
  },
};

const here = WINES_HERE.length > 0;
const title = here ? 'programs for Windows, recorded under Wine' : 'not run: Wine is not set up here: npm run setup -- --wine';

describe.skipIf(!here).each([title])('%s', () => {
  it.each(Object.entries(PROGRAMS))('%s: its story, and as many calls as it counts itself', async (name, told) => {
    const { story, differences, hazards } = told;
    const recorded = await workshop.record(await workshop.compile(name));
    const { log, code } = recorded;
    expect(problemsOf(recorded)).toEqual([]);
    expect(storyOf(log)).toEqual(story);
    expect(differencesOf(log)).toEqual(differences ?? []);
    expect(hazardsOf(log).map(({ hazard }) => hazard.id)).toEqual(expect.arrayContaining([...hazards ?? []]));
    expect(log.header.recording!.calls).toBe(code);
    expect(log.header.platform).toMatch(/^wine-\d/);
  });

  it('threads: 16,029 calls of eight threads, and none lost', async () => {
    const recorded = await workshop.record(await workshop.compile('threads'));
    expect(problemsOf(recorded)).toEqual([]);
    expect(recorded.code).toBe(0);
    expect(recorded.log.header.recording).toMatchObject({ calls: 16_029, lost: 0, unread: 0 });
  });

  it('calls to the driver of sockets are named with their handles and status', async () => {
    const { log, code } = await workshop.record(await workshop.compile('direct'));
    const { notFollowed, lost } = log.header.recording!;
    expect([code, lost]).toEqual([0, 0]);
    expect(Object.entries(notFollowed).map(([name, count]) => [name.replaceAll(/0x[\da-f]+/g, 'N'), count])).toEqual([
      ['IOCTL_AFD_POLL(handle N: ACCEPT) = STATUS_SUCCESS', 1],
    ]);
  });

  it("Node's cluster: the listener goes to both workers, and each export is one import", async () => {
    const recorded = await workshop.record([nodeExe(), windowsPath(resolve('tests/recording/programs/windows/cluster.cjs'))]);
    const { log, code } = recorded;
    expect(problemsOf(recorded)).toEqual([]);
    expect(code).toBe(0);
    expect(log.header.recording!.lost).toBe(0);
    const transfers = allOf(log.worldAt(log.length), 'transfer');
    expect(transfers.map(({ state, from }) => [from, state])).toEqual([['process:node', 'imported'], ['process:node', 'imported']]);
    expect(new Set(transfers.map(({ target }) => target))).toEqual(new Set(['process:node-2', 'process:node-3']));
    expect(new Set(transfers.flatMap(({ objects }) => objects)).size).toBe(1);
  });

  it.each([[0x14c, '32-bit programs'], [0xaa64, 'programs for ARM64']])('a program for machine %i is refused: %s',
    async (machine, programs) => {
      await expect(workshop.record([await workshop.compileFor(machine)])).rejects.toThrow(`${programs} cannot be recorded yet`);
    });

  it('a program that is missing is refused with the reason', async () => {
    await expect(workshop.record(['Z:\\nowhere\\missing.exe'])).rejects
      .toThrow('cannot start Z:\\nowhere\\missing.exe: there is no such program');
  });
});
