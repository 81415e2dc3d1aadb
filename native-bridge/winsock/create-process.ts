/** CreateProcessW, ResumeThread and ExitProcess through koffi; Microsoft Learn, processthreadsapi.h. */
import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';
import { winsock } from './bindings.ts';
import type { Handle } from './types.ts';

interface Processes {
  CreateProcessW(
    application: Uint8Array | null, commandLine: Uint8Array, processAttributes: null, threadAttributes: null, inherit: boolean,
    flags: number,
    environment: Uint8Array, directory: null, startup: Uint8Array, information: Uint8Array): boolean;
  ResumeThread(thread: Handle): number;
  ExitProcess(code: number): void;
  GetLastError(): number;
}

const PROTOTYPES: Record<keyof Processes, string> = {
  CreateProcessW:
    'bool __stdcall CreateProcessW(void *application, void *commandLine, void *processAttributes, void *threadAttributes, '
      + 'bool inherit, uint32_t flags, void *environment, void *directory, void *startup, void *information)',
  ResumeThread: 'uint32_t __stdcall ResumeThread(uintptr_t thread)',
  ExitProcess: 'void __stdcall ExitProcess(uint32_t code)',
  GetLastError: 'uint32_t __stdcall GetLastError()',
};

const CREATE_SUSPENDED = 0x4;
const CREATE_UNICODE_ENVIRONMENT = 0x400;
/** No console: its host process would inherit the handles too (observed under Wine). */
const DETACHED_PROCESS = 0x8;
/** STARTUPINFOW and PROCESS_INFORMATION on 64-bit Windows, in bytes. */
const STARTUPINFO_SIZE = 104;
const PROCESS_INFORMATION_SIZE = 24;
const RESUME_FAILED = 0xffff_ffff;

let loaded: Processes | undefined;

function processes(): Processes {
  if (loaded) return loaded;
  const koffi: typeof Koffi = createRequire(import.meta.url)('koffi');
  const kernel32 = koffi.load('kernel32.dll');
  loaded = Object.fromEntries(Object.entries(PROTOTYPES)
    .map(([name, prototype]) => [name, kernel32.func(prototype)])) as unknown as Processes;
  return loaded;
}

/** A created process; `thread` is its first thread if suspended, else closed and 0. */
export interface CreatedProcess {
  pid: number;
  /** Process handle: while it is open, the id is not reused. */
  owner: Handle;
  thread: Handle;
  micros: number;
}

/**
 * Creates a process of `command` with the environment `env`.
 * @param inherit whether it receives the inheritable handles of this process, under the same values (S50).
 * @returns GetLastError on failure.
 */
export function createProcess(
  command: readonly string[], env: NodeJS.ProcessEnv, inherit: boolean, suspended: boolean,
): CreatedProcess | { error: number } {
  const { CreateProcessW, GetLastError } = processes();
  const startup = Buffer.alloc(STARTUPINFO_SIZE);
  startup.writeUInt32LE(STARTUPINFO_SIZE, 0);
  const information = Buffer.alloc(PROCESS_INFORMATION_SIZE);
  const line = wide(command.map(quoted).join(' '));
  const flags = CREATE_UNICODE_ENVIRONMENT | DETACHED_PROCESS | (suspended ? CREATE_SUSPENDED : 0);
  const start = process.hrtime.bigint();
  const created = CreateProcessW(null, line, null, null, inherit, flags, environmentBlock(env), null, startup, information);
  const error = created ? 0 : GetLastError();
  const micros = Number(process.hrtime.bigint() - start) / 1000;
  if (!created) return { error };
  const [owner, thread] = [Number(information.readBigUInt64LE(0)), Number(information.readBigUInt64LE(8))];
  if (!suspended) winsock().kernel.CloseHandle(thread);
  return { pid: information.readUInt32LE(16), owner, thread: suspended ? thread : 0, micros };
}

/** Resumes the thread and closes its handle. @returns the former suspend count, or GetLastError. */
export function resumeThread(thread: Handle): { count: number } | { error: number } {
  const { ResumeThread, GetLastError } = processes();
  const count = ResumeThread(thread);
  if (count === RESUME_FAILED) return { error: GetLastError() };
  winsock().kernel.CloseHandle(thread);
  return { count };
}

/** Ends this process immediately, whatever its threads wait for. */
export function exitProcess(code: number): void {
  processes().ExitProcess(code);
}

const wide = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');

/** In the form that CommandLineToArgvW parses; our arguments contain no quotation mark and no final backslash. */
function quoted(argument: string): string {
  if (argument.includes('"') || argument.endsWith('\\')) throw new RangeError(`Not an argument of ours: ${argument}`);
  return `"${argument}"`;
}

/** "NAME=value", each followed by NUL, sorted as Windows requires, and a final NUL. */
function environmentBlock(env: NodeJS.ProcessEnv): Buffer {
  const lines = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return wide(`${lines.sort((a, b) => (a.toUpperCase() < b.toUpperCase() ? -1 : 1)).join('\0')}\0`);
}
