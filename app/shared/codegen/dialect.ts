/** Differences between the two platforms' programs, apart from their calls. */
import type { OutsideCallName } from '../calls/catalogue.ts';
import { LINUX_CALLS } from '../calls/linux.ts';
import { WINSOCK_CALLS } from '../calls/winsock.ts';
import { writersOf } from './c-form.ts';
import type { WriteCall } from './call-context.ts';
import { identifier } from './c-text.ts';
import { LINUX_WRITTEN } from './linux/calls.ts';
import { LINUX_CHUNKS, LINUX_FOOT, LINUX_HEAD } from './linux/prologue.ts';
import { outsideWriters } from './outside.ts';
import type { VariableKind } from './plan.ts';
import type { Chunk } from './prologue.ts';
import { WINSOCK_WRITTEN } from './winsock/calls.ts';
import { WINSOCK_CHUNKS, WINSOCK_FOOT, WINSOCK_HEAD } from './winsock/prologue.ts';

export interface Dialect {
  head: string;
  chunks: readonly Chunk[];
  foot: string;
  calls: ReadonlyMap<string, WriteCall>;
  outside: Readonly<Record<OutsideCallName, WriteCall>>;
  /** Returns the statement that ends the program, given the exit code. */
  end: (code: number) => string;
  /** The type of a variable, and its initial value if it is not zero. */
  variable(kind: VariableKind): { type: string; first: string };
  /** What the director keeps about a program it starts: declarations and the statement that starts it. */
  child(process: string): { declare: string[]; start: string; handle: string };
  /** The list of handles that end_all takes. */
  handleType: string;
  kill(step: number, process: string, later: boolean): string[];
  /** Waits for the end of a process that ends by itself. */
  endOf(process: string, later: boolean): string;
  /** First statements of the programs if the scenario uses signals. */
  signals: string;
  ownPid: string;
  build(process: string): string;
  run(director: string): string;
  /** After the other programs have ended. */
  lastly(director: string): string[];
}

const LINUX: Dialect = {
  head: LINUX_HEAD, chunks: LINUX_CHUNKS, foot: LINUX_FOOT, calls: writersOf(LINUX_CALLS, LINUX_WRITTEN, { made: 'done', size: 'ssize_t' }),
  outside: outsideWriters({ type: 'int', invalid: '-1', close: 'close' }),
  end: (code) => `_exit(${code});`,
  variable: (kind) => {
    switch (kind) {
      case 'address': return { type: 'struct address', first: '' };
      case 'pid': return { type: 'pid_t', first: '' };
      case 'number': return { type: 'long', first: '' };
      default: return { type: 'int', first: ' = -1' };
    }
  },
  child: (process) => {
    const name = identifier(process);
    return { declare: [`static pid_t ${name};`], start: `${name} = start("${process}");`, handle: `&${name}` };
  },
  handleType: 'pid_t *const',
  kill: (step, process) => [
    `int result = kill(${identifier(process)}, SIGKILL);`, `end_of(&${identifier(process)});`, `say(${step}, "kill", done(result));`,
  ],
  endOf: (process) => `end_of(&${identifier(process)});`,
  signals: 'count_signals();',
  ownPid: 'getpid()',
  build: (process) => `gcc -Wall -Wextra -pthread -o ${process} ${process}.c`,
  run: (director) => `./${director}`,
  lastly: (director) => [`end_folder("${director}");`],
};

const WINSOCK: Dialect = {
  head: WINSOCK_HEAD, chunks: WINSOCK_CHUNKS, foot: WINSOCK_FOOT,
  calls: writersOf(WINSOCK_CALLS, WINSOCK_WRITTEN, { made: 'made', size: 'int' }),
  outside: outsideWriters({ type: 'SOCKET', invalid: 'INVALID_SOCKET', close: 'closesocket' }),
  end: (code) => `ExitProcess(${code});`,
  variable: (kind) => {
    switch (kind) {
      case 'address': return { type: 'struct address', first: '' };
      case 'event': return { type: 'WSAEVENT', first: '' };
      case 'info': return { type: 'WSAPROTOCOL_INFOW', first: '' };
      case 'infoA': return { type: 'WSAPROTOCOL_INFOA', first: '' };
      case 'pid': return { type: 'DWORD', first: '' };
      case 'number': return { type: 'int', first: '' };
      case 'window': return { type: 'HWND', first: '' };
      case 'port': return { type: 'HANDLE', first: '' };
      case 'operation': return { type: 'struct operation', first: '' };
      default: return { type: 'SOCKET', first: ' = INVALID_SOCKET' };
    }
  },
  child: (process) => {
    const name = identifier(process);
    return { declare: [`static DWORD ${name};`, `static HANDLE ${name}_process;`],
      start: `${name}_process = start("${process}", &${name});`, handle: `&${name}_process` };
  },
  handleType: 'HANDLE *const',
  kill: (step, process, later) => {
    const handle = later ? 'other' : `${identifier(process)}_process`;
    return [...(later ? [`HANDLE other = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, ${identifier(process)});`] : []),
      `BOOL result = TerminateProcess(${handle}, 1);`, `end_of(&${handle});`, `say(${step}, "kill", true_or_failed(result));`];
  },
  endOf: (process, later) => (later ? `end_of_other(${identifier(process)});` : `end_of(&${identifier(process)}_process);`),
  signals: '',
  ownPid: 'GetCurrentProcessId()',
  build: (process) => `x86_64-w64-mingw32-gcc -Wall -Wextra -o ${process}.exe ${process}.c -lws2_32 -lmswsock`,
  run: (director) => `${director}.exe`,
  lastly: () => [],
};

export const DIALECTS = { linux: LINUX, winsock: WINSOCK } as const;
