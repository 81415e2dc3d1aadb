/** Looks up a process id: name, owner, start time. */
import { execFile } from 'node:child_process';
import type { OwnProcess } from '../../../shared/contract/own.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { externalProcesses } from '../../../../native-bridge/host/external-process.ts';
import { commandName, startOf } from '../../../../native-bridge/linux/live/ask.ts';
import { ownerOf } from '../../../../native-bridge/linux/live/owner.ts';
import { NotPermitted } from '../errors/not-permitted.ts';

const ASK_LIMIT_MS = 5000;

/** @throws InputProblem if the process does not exist, NotPermitted if another user owns it. */
export async function resolveProcess(pid: number): Promise<Omit<OwnProcess, 'id'>> {
  if (pid === process.pid) throw new InputProblem('this is the inspector itself', 'pid', 'It is "main" in every session.');
  const reach = externalProcesses.reach(pid);
  if (reach === 'gone')
    throw new InputProblem(`no process has the id ${pid}`, 'pid', 'Check the id in the other program or in the task manager.');
  if (reach === 'not-permitted')
    throw new NotPermitted(`Process ${pid} belongs to another user: the system does not allow a handoff to it.`);
  return process.platform === 'win32' ? { pid, name: await imageName(pid), owner: null, since: null } : onLinux(pid);
}

/** True while the pid belongs to the described process, and has not been reused. */
export function isStill({ pid, since }: Pick<OwnProcess, 'pid' | 'since'>): boolean {
  if (externalProcesses.reach(pid) !== 'open') return false;
  return since === null || sinceOf(pid) === since;
}

function onLinux(pid: number): Omit<OwnProcess, 'id'> {
  const name = commandName(pid);
  if (name === null) throw new InputProblem(`process ${pid} has just ended`, 'pid', 'Enter the id of a running process.');
  return { pid, name, owner: ownerOf(pid), since: sinceOf(pid) };
}

function sinceOf(pid: number): string | null {
  if (process.platform === 'win32') return null;
  const start = startOf(pid);
  return start === null ? null : new Date(start).toISOString();
}

/** tasklist(1) of Windows: "name.exe","1234",… */
function imageName(pid: number): Promise<string> {
  return new Promise((resolve) => {
    execFile('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'], { timeout: ASK_LIMIT_MS, windowsHide: true }, (error, out) => {
      resolve((error ? null : /^"([^"]+)","/m.exec(out)?.[1]) ?? `process ${pid}`);
    });
  });
}
