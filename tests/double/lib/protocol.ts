/** `protocol`: schemes are declared before the app is ready and answered after. */
import { startup } from './state.ts';
import { onlyKnown, strict } from './strict.ts';

type Handler = (request: Request) => Response | Promise<Response>;
const handlers = new Map<string, Handler>();

const PRIVILEGES = ['standard', 'secure', 'bypassCSP', 'allowServiceWorkers', 'supportFetchAPI', 'corsEnabled', 'stream', 'codeCache'];

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: { scheme: string; privileges?: Record<string, boolean> }[]): void {
    if (startup.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const given of schemes) {
      onlyKnown('CustomScheme', given, ['scheme', 'privileges']);
      onlyKnown('privileges', given.privileges ?? {}, PRIVILEGES);
      startup.schemes.set(given.scheme, { ...given.privileges });
    }
  },
  handle(scheme: string, handler: Handler): void {
    if (!startup.ready) throw new Error('protocol.handle can be used only when the app is ready');
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
  },
});

/** Has the main process answer an address of one of its schemes; null when it is of none. */
export async function answerScheme(address: string, method: string): Promise<Response | null> {
  const scheme = address.slice(0, address.indexOf(':'));
  const handler = handlers.get(scheme);
  if (!handler) return null;
  const privileges = startup.schemes.get(scheme);
  // Without them the page would have no origin and no secure context; we could only pretend.
  if (privileges?.['standard'] !== true || privileges['secure'] !== true)
    throw new Error(`The scheme ${scheme} is not declared standard and secure`);
  return handler(new Request(address, { method }));
}

/** Whether an address is of a declared scheme, and whether pages may fetch() from it. */
export function privilegesOf(address: string): { scheme: boolean; fetchable: boolean } {
  const privileges = startup.schemes.get(address.slice(0, address.indexOf(':')));
  return { scheme: privileges !== undefined, fetchable: privileges?.['supportFetchAPI'] === true };
}
