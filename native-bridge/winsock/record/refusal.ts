/** Why a program for Windows cannot be recorded, in one sentence. */

/** `denied`: the system or the program does not permit it. */
export class Refusal extends Error {
  readonly denied: boolean;

  constructor(text: string, denied: boolean) {
    super(text);
    this.denied = denied;
  }
}

const MACHINE_AMD64 = 0x8664;
const MACHINES: Readonly<Record<number, string>> = { 0x14c: '32-bit programs', 0x1c4: '32-bit programs', 0xaa64: 'programs for ARM64' };
const ERROR = { ACCESS_DENIED: 5, INVALID_PARAMETER: 87, ELEVATION_REQUIRED: 740 } as const;
const LAUNCH: Readonly<Record<number, string>> = {
  2: 'there is no such program', 3: 'there is no such program', [ERROR.ACCESS_DENIED]: 'access is denied',
  193: 'it is not a program for Windows', 216: 'it is for another kind of computer',
  [ERROR.ELEVATION_REQUIRED]: 'it needs elevation: start the inspector elevated',
};

/** By the machine in the header of a program, 0 if it is not known; null if nothing forbids to record it. */
export function machineRefusal(machine: number): Refusal | null {
  if (machine === MACHINE_AMD64 || machine === 0) return null;
  return new Refusal(`${MACHINES[machine] ?? `programs for machine 0x${machine.toString(16)}`} cannot be recorded yet`, false);
}

/** After CreateProcessW has failed. */
export function launchRefusal(program: string, error: number): Refusal {
  return new Refusal(`cannot start ${program}: ${LAUNCH[error] ?? `error ${error}`}`,
    error === ERROR.ACCESS_DENIED || error === ERROR.ELEVATION_REQUIRED);
}

/** What is known of a process to attach to. `error`: of the attempt to open it or to attach, 0 if there was none. */
export interface AboutProcess {
  pid: number;
  error: number;
  /** Whether it is the recorder, or a process that started it. */
  isOwn: boolean;
  isProtected: boolean;
  /** Whether it is elevated, and this process is not. */
  isElevated: boolean;
  isDebugged: boolean;
  /** Its dynamic code policy prohibits code that is no file. */
  forbidsCode: boolean;
  /** Of its program; 0 if it could not be read. */
  machine: number;
}

/** Why it cannot be attached to; null if nothing is known that forbids it. */
export function attachRefusal(about: AboutProcess): Refusal | null {
  const { pid, error, machine } = about;
  const denied = (why: string) => new Refusal(`cannot attach to process ${pid}: ${why}`, true);
  if (about.isOwn) return denied('it is the inspector itself');
  if (about.isProtected) return denied('it is a protected process, which no debugger can open');
  if (about.isElevated) return denied('it is elevated: start the inspector elevated');
  if (about.isDebugged) return denied('another debugger is attached to it');
  if (about.forbidsCode) return denied('its dynamic code policy forbids the code that records calls');
  if (error === ERROR.INVALID_PARAMETER) return new Refusal(`there is no process ${pid}`, false);
  if (error === ERROR.ACCESS_DENIED) return denied('access is denied: it belongs to another user, or is protected');
  if (error !== 0) return denied(`error ${error}`);
  return machineRefusal(machine);
}
