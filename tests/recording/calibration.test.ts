import { afterAll, describe, expect, it } from 'vitest';
import { descriptorStories } from '../../app/shared/recording/summary.ts';
import { Workshop } from './strace.ts';
const w = new Workshop();
afterAll(() => w.remove());
describe('x', () => {
  for (const n of ['fork-exec','vfork-exec','rights-several','rights-cut','rights-lost','dup2-onto','close-range','own-table','threads','epoll-fork','number-reuse','reuseport','fetched','killed'])
    it(n, async () => { const c = await w.compile(n); for (const o of [['-f'], ['-f','-ttt','-yy','--decode-pids=comm'],['-f','-ff','-ttt'],['-f','-X','raw']]) { const { log, loss } = await w.record(c, o);
      console.log(n, o.join(' '), loss, log.header.recording, log.steps().flatMap(s=>s.divergences.map(d=>[s.n,d.what,d.predicted,d.observed].join('|'))), descriptorStories(log)); } expect(1).toBe(1); });
  for (const c of [['python3','activation.py'],['python3','leak.py'],['node','handle.mjs']])
    it(c[1]!, async () => { for (const o of [['-f'], ['-f','-ttt','-yy','--decode-pids=comm'],['-f','-ff','-ttt']]) { const { log, loss } = await w.record([c[0] === 'python3' ? '/root/.pyenv/versions/3.11.7/bin/python3' : c[0]!, 'tests/recording/programs/' + c[1]], o);
      console.log(c, o.join(' '), loss, log.header.recording, log.steps().flatMap(s=>s.divergences.map(d=>[s.n,d.what,d.predicted,d.observed].join('|'))), descriptorStories(log)); } });
}, 60000);
