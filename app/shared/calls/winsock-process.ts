/** Calls that start and end processes on Windows (S12, S50, S52). */
import { boolean, integer, optional, pauseTime, processName } from './args.ts';
import { defineCalls, learnPage } from './define.ts';

export const PROCESS_CALLS = defineCalls('winsock', learnPage('processthreadsapi'), {
  CreateProcessW: {
    summary: 'Creates a process, optionally with the inheritable handles of this one under the same values (S50).',
    prototype: 'BOOL CreateProcessW(LPCWSTR lpApplicationName, LPWSTR lpCommandLine, LPSECURITY_ATTRIBUTES lpProcessAttributes, '
      + 'LPSECURITY_ATTRIBUTES lpThreadAttributes, BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment, '
      + 'LPCWSTR lpCurrentDirectory, LPSTARTUPINFOW lpStartupInfo, LPPROCESS_INFORMATION lpProcessInformation);',
    args: [
      processName('process', 'A process of the scenario that is started by this call'),
      optional(boolean('inheritHandles', 'bInheritHandles')),
      optional(boolean('suspended', 'CREATE_SUSPENDED: it does not run until ResumeThread (S12)')),
    ],
    result: 'pid', verb: 'create process', process: 'creates', byPeer: true, c: 'written',
  },
  ResumeThread: {
    summary: 'Resumes the first thread of a process that this process created suspended.', prototype: 'DWORD ResumeThread(HANDLE hThread);',
    args: [processName('process', 'The suspended process')], result: 'number', verb: 'resume process', process: 'resumes', byPeer: true,
    c: 'written',
  },
  Sleep: {
    summary: 'Pauses the thread: a scenario waits here where nothing can be waited for.', prototype: 'void Sleep(DWORD dwMilliseconds);',
    doc: learnPage('synchapi')('Sleep'), args: [pauseTime],
    result: 'none', verb: 'pause', byPeer: true, c: { done: '(Sleep({timeout}), 0)' },
  },
  ExitProcess: {
    summary: 'Ends this process and releases everything it holds.', prototype: 'void ExitProcess(UINT uExitCode);',
    args: [integer('code', 'Exit code', 0, 255)], result: 'none', verb: 'end process', process: 'ends', byPeer: true, c: 'ends',
  },
});
