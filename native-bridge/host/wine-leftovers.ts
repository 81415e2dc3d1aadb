/** Processes of Wine that outlive the host that started them: without its wineserver a process neither ends nor answers. */
import { readdirSync, readFileSync } from 'node:fs';
import { attempt } from '../../app/shared/base/attempt.ts';
import { endPid } from './known-processes.ts';

/** The name of our processes; the wineserver and Wine's services can have the same environment, and serve other sessions, too. */
const OURS = 'node.exe';

/** Kills every process of ours whose environment has this line, which only a host and its descendants have. */
export function endLeftovers(line: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
    if (textOf(`/proc/${pid}/comm`).trim() === OURS && environmentOf(pid).split('\0').includes(line)) endPid(pid);
  }
}

/** A process whose first thread has ended shows its environment in its other threads only. */
function environmentOf(pid: number): string {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const text = textOf(`/proc/${pid}/task/${thread}/environ`);
      if (text !== '') return text;
    }
  } catch {
    // It has ended.
  }
  return '';
}

function textOf(file: string): string {
  return attempt(() => readFileSync(file, 'latin1'), '');
}
