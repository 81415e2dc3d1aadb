import { createRequire } from 'node:module';
import type * as Koffi from 'koffi';
import type { KoffiFunc } from 'koffi';
import { attempt } from '../../app/shared/base/attempt.ts';
import { KERNEL32, KERNELBASE, NTDLL, USER32, WS2_32 } from './prototypes.ts';
import type { Handle, Kernel, Nt, User, Winsock, Ws2 } from './types.ts';

let loaded: Winsock | undefined;

/**
 * The Winsock, kernel and NT calls of this process; loads the DLLs on first use.
 * Does not call WSAStartup: see {@link startWinsock}.
 * @throws Error if this is not Windows (or Wine), or koffi or a DLL cannot be loaded.
 */
export function winsock(): Winsock {
  if (loaded) return loaded;
  if (process.platform !== 'win32') {
    throw new Error(`Winsock calls need Windows or Wine; this process runs on ${process.platform}`);
  }
  try {
    // Required here, not imported, so that a machine without koffi's binary can start everything else.
    const koffi: typeof Koffi = createRequire(import.meta.url)('koffi');
    const kernelbase = declare<Pick<Kernel, 'CompareObjectHandles'>>(koffi.load('kernelbase.dll'), KERNELBASE);
    const kernel32 = declare<Omit<Kernel, 'CompareObjectHandles'>>(koffi.load('kernel32.dll'), KERNEL32);
    const ntdll = koffi.load('ntdll.dll');
    const nt = declare<Omit<Nt, 'wine_get_version'>>(ntdll, NTDLL);
    loaded = {
      ws2: declare<Ws2>(koffi.load('ws2_32.dll'), WS2_32),
      user: declare<User>(koffi.load('user32.dll'), USER32),
      kernel: { ...kernel32, ...kernelbase },
      nt: { ...nt, wine_get_version: optional(ntdll, 'const char *wine_get_version()') },
    };
    return loaded;
  } catch (cause) {
    throw new Error(`Winsock bindings could not be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const declared = new Map<string, KoffiFunc<(...params: never[]) => Handle>>();

/** A DLL function that only marshalling uses, by its prototype. */
export function dllCall(dll: string, prototype: string): KoffiFunc<(...params: never[]) => Handle> {
  const koffi: typeof Koffi = createRequire(import.meta.url)('koffi');
  const known = declared.get(prototype) ?? koffi.load(dll).func(prototype);
  declared.set(prototype, known);
  return known;
}

/** The function of a DLL at an address that a call has given, by its prototype. */
export function pointedCall(address: bigint, prototype: string): KoffiFunc<(...params: never[]) => Handle> {
  const koffi: typeof Koffi = createRequire(import.meta.url)('koffi');
  const type = prototypes.get(prototype) ?? koffi.proto(prototype);
  prototypes.set(prototype, type);
  return koffi.decode(address, type);
}

const prototypes = new Map<string, ReturnType<typeof Koffi.proto>>();

let started = false;

/**
 * The bindings, with WSAStartup(2.2) done once for this process.
 * @throws Error with the code that WSAStartup returned, or as {@link winsock}.
 */
export function startWinsock(): Winsock {
  const calls = winsock();
  if (!started) {
    const WSADATA_SIZE = 408;
    const code = calls.ws2.WSAStartup(0x0202, Buffer.alloc(WSADATA_SIZE));
    if (code !== 0) throw new Error(`WSAStartup failed with ${code}`);
    started = true;
  }
  return calls;
}

function declare<T>(library: Koffi.LibraryHandle, prototypes: Record<keyof T & string, string>): T {
  const calls = Object.entries<string>(prototypes).map(([name, prototype]) => [name, library.func(prototype)]);
  return Object.fromEntries(calls);
}

function optional(library: Koffi.LibraryHandle, prototype: string): ReturnType<Koffi.LibraryHandle['func']> | undefined {
  return attempt(() => library.func(prototype), undefined);
}
