import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { endProcess, KnownProcesses } from './known-processes.ts';

it('ends the known process, and none that has reused its pid', async () => {
  const child = spawn(process.execPath, ['-e', "process.on('message', (word) => process.send(word))"],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  await once(child, 'spawn');
  const exit = once(child, 'exit').then(([, signal]) => signal as string);
  const known = new KnownProcesses().add(child.pid!);
  expect(known.started).toMatch(/^\d+$/);
  endProcess({ ...known, started: '1' });
  const answer = once(child, 'message').then(([word]) => word as string);
  child.send('there');
  expect(await Promise.race([answer, exit])).toBe('there');
  endProcess(known);
  expect(await exit).toBe('SIGKILL');
});
