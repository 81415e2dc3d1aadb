/** Starts the program to record, with its debug events for this thread. */
import { machineOf } from './about-process.ts';
import type { Api } from './debug-api.ts';
import { launchRefusal, machineRefusal } from './refusal.ts';

const [DEBUG_PROCESS, CREATE_UNICODE_ENVIRONMENT] = [0x1, 0x400];
const [STARTF_USESTDHANDLES, HANDLE_FLAG_INHERIT] = [0x100, 1];
const [STARTUPINFO_SIZE, PROCESS_INFORMATION_SIZE, FLAGS, HANDLES] = [104, 24, 60, 80];
/** STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE */
const STANDARD = [-10, -11, -12].map((n) => n >>> 0);

/** Starts a command. @throws Refusal */
export function launch(api: Api, command: readonly string[], env: NodeJS.ProcessEnv): void {
  const startup = Buffer.alloc(STARTUPINFO_SIZE);
  startup.writeUInt32LE(STARTUPINFO_SIZE, 0);
  startup.writeUInt32LE(STARTF_USESTDHANDLES, FLAGS);
  STANDARD.forEach((which, i) => {
    const handle = api.GetStdHandle(which);
    api.SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    startup.writeBigUInt64LE(BigInt.asUintN(64, BigInt(handle)), HANDLES + 8 * i);
  });
  // Without it the heap of a debugged program is slower.
  const environment = environmentBlock({ ...env, _NO_DEBUG_HEAP: '1' });
  const created = api.CreateProcessW(null, wide(command.map(quoted).join(' ')), null, null, true,
    DEBUG_PROCESS | CREATE_UNICODE_ENVIRONMENT, environment, null, startup, Buffer.alloc(PROCESS_INFORMATION_SIZE));
  if (created) return;
  const [error, [program = '']] = [api.GetLastError(), command];
  throw machineRefusal(machineOf(program)) ?? launchRefusal(program, error);
}

const wide = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');

/** In the form that CommandLineToArgvW parses. */
export function quoted(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument;
  return `"${argument.replaceAll(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\+)$/, '$1$1')}"`;
}

/** "NAME=value", each followed by NUL, sorted as Windows requires, and a final NUL. */
function environmentBlock(env: NodeJS.ProcessEnv): Buffer {
  const lines = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return wide(`${lines.sort((a, b) => (a.toUpperCase() < b.toUpperCase() ? -1 : 1)).join('\0')}\0`);
}
