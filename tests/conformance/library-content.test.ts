import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Library } from '../../app/main/services/library/library.ts';
import { RULES } from '../../app/shared/rules/catalogue.ts';
import { QUESTIONS } from '../../app/shared/scenario/questions.ts';

const entries = await new Library('assets').list();
const known = new Set<string>(RULES.map((rule) => rule.id));

/** What the library is for: each line a promise of the documents, or a way to break one, and where it is shown. */
const SHOWN: Record<string, string> = {
  'sharing by WSADuplicateSocket': 'winsock/hand-a-connection-over',
  'transfer by any IPC': 'winsock/by-any-carrier',
  'import': 'winsock/what-an-import-takes',
  'threads need none': 'winsock/threads-need-no-duplicate',
  'independent I/O without control': 'winsock/independent-but-not-coordinated',
  'hand to the process that exchanges data': 'winsock/one-connects-the-others-talk',
  'common options': 'winsock/one-option-every-descriptor',
  'reference-counted close': 'winsock/the-last-close-closes',
  'one registration': 'winsock/the-second-registration-cancels-the-first',
  'threads as the remedy for the split': 'winsock/threads-are-the-remedy',
  'WSPSocket': 'winsock/applications-call-wsasocket',
  'prefork listener': 'winsock/prefork-listener-fan-out',
  'graceful restart': 'winsock/graceful-restart',
  'leaked duplicate': 'winsock/a-leaked-duplicate-holds-the-port',
  'transfer never imported': 'winsock/a-transfer-never-imported',
  'blob used twice': 'winsock/a-blob-used-twice',
  'wrong target': 'winsock/the-wrong-target',
  'export by the wrong process': 'winsock/exported-by-the-wrong-process',
  'racing readers': 'winsock/racing-readers',
  'completion port owned elsewhere': 'winsock/completion-port-owned-elsewhere',
  'inherited handle': 'winsock/an-inherited-handle',
  'suspended child': 'winsock/a-suspended-child',
  're-share to refresh a stale view': 'winsock/re-share-to-refresh',
  'WSAAsyncSelect against WSAEventSelect': 'winsock/wsaasyncselect-against-wsaeventselect',
  'accept inherits the registration': 'winsock/accept-inherits-the-registration',
  'SCM_RIGHTS': 'linux/hand-a-connection-over',
  'stale epoll': 'linux/stale-epoll',
  'in-flight descriptor': 'linux/in-flight-descriptor',
  'lost in flight': 'linux/lost-in-flight',
  'pidfd_getfd': 'linux/pidfd-getfd',
  'truncated control message': 'linux/truncated-control-message',
  'O_NONBLOCK leak': 'linux/o-nonblock-leaks',
  'socket activation': 'linux/socket-activation',
  'SIGIO owner': 'linux/sigio-owner',
};

describe('the library', () => {
  it('has a scenario for every promise', () => {
    const ids = new Set(entries.map((e) => e.id));
    expect(Object.entries(SHOWN).filter(([, id]) => !ids.has(id))).toEqual([]);
    expect(entries.length).toBeGreaterThanOrEqual(24);
  });

  it('is grouped by its questions, in their order', () => {
    const groups = [...new Set(entries.map((e) => e.group))];
    expect(groups).toEqual([...QUESTIONS]);
    const runs = entries.filter((e, i) => e.group !== entries[i - 1]?.group);
    expect(runs).toHaveLength(QUESTIONS.length);
  });

  it.each(entries)('$id states what it teaches, its rules, and a real case', (entry) => {
    expect(entry.story.length).toBeGreaterThan(150);
    expect(entry.story.startsWith(entry.description)).toBe(true);
    expect(entry.teaches.length).toBeGreaterThan(0);
    expect(entry.teaches.filter((id) => !known.has(id))).toEqual([]);
    expect(entry.case?.url).toMatch(/^https:\/\//);
    expect(entry.case?.text.length).toBeGreaterThan(60);
  });

  it.each(entries)('$id explains its steps', async ({ id }) => {
    const { steps } = JSON.parse(await readFile(`assets/scenarios/${id}.json`, 'utf8')) as { steps: { note?: string }[] };
    expect(steps.filter((s) => s.note !== undefined).length).toBeGreaterThanOrEqual(3);
  });
});
