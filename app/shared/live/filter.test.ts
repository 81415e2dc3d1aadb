import { describe, expect, it } from 'vitest';
import { fixture } from './capture.fixture.ts';
import { parseSocketFilter } from './filter.ts';
import { matching } from './match.ts';
import { socketRow } from './rows.ts';

const found = (text: string): string[] => {
  const parsed = parseSocketFilter(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  const capture = fixture();
  return Array.from(matching(capture, parsed.filter), (s) => socketRow(capture, s)).map((r) => `${r.kind} ${r.state}`);
};
const [LISTENER, CONNECTION, WAITING, PATH] = ['tcp listening', 'tcp established', 'tcp time-wait', 'unix listening'];

describe('typed filters', () => {
  it.each([
    ['', [LISTENER, CONNECTION, WAITING, PATH]],
    ['port:8080', [LISTENER, CONNECTION, WAITING]],
    ['port 8080', [LISTENER, CONNECTION, WAITING]],
    ['8080', [LISTENER, CONNECTION, WAITING]],
    ['port:4000', [CONNECTION]],
    ['port:3990-4010', [CONNECTION]],
    ['process:nginx', [LISTENER, CONNECTION]],
    ['process nginx listening', [LISTENER]],
    ['NGINX', [LISTENER, CONNECTION]],
    ['pid:200', [PATH]],
    ['addr:2001:db8::1', [CONNECTION]],
    ['addr:127.0.0.1 -state:time-wait', [LISTENER]],
    ['state:listen kind:unix', [PATH]],
    ['unix', [PATH]],
    ['shared', [LISTENER]],
    ['stale', [CONNECTION]],
    ['watched -stale', [LISTENER]],
    ['unread', [CONNECTION]],
    ['listening no acceptor', [PATH]],
    ['inode:1002', [CONNECTION]],
    ['fd:4', [PATH]],
    ['"redis.sock"', [PATH]],
    ['process:"the"', [PATH]],
    ['/run/', [PATH]],
    ['ns:own shared', [LISTENER]],
    ['port:9', []],
  ])('%s', (text, rows) => { expect(found(text)).toEqual(rows); });

  it('returns its meaning', () => {
    const parsed = parseSocketFilter('port 8080 shared -process:nginx');
    expect(parsed).toMatchObject({ ok: true, filter: { meaning: 'port 8080 and shared by several descriptors and not process nginx' } });
  });

  it.each([
    ['port:http', '"http" is not a port. Write a number from 0 to 65535, or a range such as 8000-8010.'],
    ['port:70000', '"70000" is not a port'],
    ['pid:', '"pid:" needs a value after the colon, such as pid:812.'],
    ['pid:x', '"pid:" needs a number'],
    ['prt:80', 'There is no "prt:". Write port: instead'],
    ['state:open', 'There is no state "open". Known: established'],
    ['kind:pipe', 'There is no kind "pipe". Known:'],
  ])('%s is answered with what to write instead', (text, problem) => {
    expect(parseSocketFilter(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
  });

  it.each([
    ['tcp.port==18080', 'A term is "key:value", such as port:8080'], ['port:80 or port:81', 'There is no "or": all terms must match.'],
  ])('reports "%s", a term of another tool, with the words that exist', (text, problem) => {
    expect(parseSocketFilter(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) as string });
  });

  it.each(['fe80::1', 'http://x', '', '""', '-', ':', 'port', '"unclosed', 'a:b:c'])('never fails on "%s"', (text) => {
    expect(parseSocketFilter(text).ok).toBe(true);
  });
});
