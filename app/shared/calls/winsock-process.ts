/** How processes of a scenario begin and end on Windows (S12, S50, S52). Pages: Microsoft Learn, processthreadsapi.h. */
import { boolean, integer, optional, processName } from './args.ts';
import type { ArgSpec, CallSpec, ResultKind } from './types.ts';

const PAGE = 'https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-';

function call(name: string, summary: string, prototype: string, args: readonly ArgSpec[], result: ResultKind): CallSpec {
  return { name, platform: 'winsock', summary, prototype, args, result, doc: PAGE + name.toLowerCase() };
}

export const PROCESS_CALLS: readonly CallSpec[] = [
  call('CreateProcessW', 'Creates a process, if asked with the inheritable handles of this one under the same values (S50).',
    'BOOL CreateProcessW(LPCWSTR lpApplicationName, LPWSTR lpCommandLine, LPSECURITY_ATTRIBUTES lpProcessAttributes, '
    + 'LPSECURITY_ATTRIBUTES lpThreadAttributes, BOOL bInheritHandles, DWORD dwCreationFlags, LPVOID lpEnvironment, '
    + 'LPCWSTR lpCurrentDirectory, LPSTARTUPINFOW lpStartupInfo, LPPROCESS_INFORMATION lpProcessInformation);',
    [
      processName('process', 'A process that the scenario declares with "start": "later"'),
      optional(boolean('inheritHandles', 'bInheritHandles')),
      optional(boolean('suspended', 'CREATE_SUSPENDED: it does not run before ResumeThread (S12)')),
    ], 'pid'),
  call('ResumeThread', 'Lets the first thread of a process run that this process created suspended.', 'DWORD ResumeThread(HANDLE hThread);',
    [processName('process', 'The suspended process')], 'number'),
  call('ExitProcess', 'Ends this process; everything it held is released.', 'void ExitProcess(UINT uExitCode);',
    [integer('code', 'Exit code', 0, 255)], 'none'),
];
