/**
 * Unix socket names of one session. Paths are files in the session's folder, and abstract names begin with the folder's
 * name, so that a scenario can neither take nor reach a name of another program. Calls and outcomes show the plain names.
 */
import { basename, sep } from 'node:path';
import type { CallSpec, ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';

/** "@" makes the kernel choose a name, which has five hexadecimal digits (unix(7), autobind) and is unused. */
const BY_THE_KERNEL = /^@(?:[0-9a-f]{5})?$/;

/** What is no part of a file name on Windows, and what the names of a session use themselves. */
// oxlint-disable-next-line no-control-regex -- Windows refuses these characters in file names
const ESCAPED = /[%!\\:*?"<>|\u0001-\u001f]/g;

/** A path of Windows, which getpeername of another program's socket can give: on a drive, of a share or device, or of the drive in use. */
const WINDOWS_PATH = /^(?:[a-z]:|\\)/i;

export class PrivateNames {
  readonly #folder: string;
  readonly #prefix: string;

  /** @param folder the session's folder (mode 0700), as an absolute path. */
  constructor(folder: string) {
    this.#folder = `${folder}${sep}`;
    this.#prefix = `@${basename(folder)}/`;
  }

  /** The name on the system: "/run/x.sock" is the file "!run!x.sock" in the folder, so no path leads out of it. */
  outward(text: string): string {
    if (text.startsWith('/') || WINDOWS_PATH.test(text)) return this.#folder + text.replace(ESCAPED, escaped).replaceAll('/', '!');
    return text.startsWith('@') && !BY_THE_KERNEL.test(text) ? this.#prefix + text.slice(1) : text;
  }

  /** The name in the scenario's form; names outside this session are returned unchanged. */
  inward(text: string): string {
    if (text.startsWith(this.#prefix)) return `@${text.slice(this.#prefix.length)}`;
    if (!text.startsWith(`${this.#folder}!`)) return text;
    return text.slice(this.#folder.length).replaceAll('!', '/')
      .replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }

  /** Arguments in the system's form. */
  argsOut(call: CallSpec, args: ResolvedArgs): ResolvedArgs {
    const spec = call.args.find(({ type }) => type.kind === 'address');
    const address = spec && args[spec.name];
    return spec && typeof address === 'string' ? { ...args, [spec.name]: this.outward(address) } : args;
  }

  /** The performed call in the scenario's form. */
  performedIn(performed: Performed): Performed {
    const { outcome, observed } = performed;
    const address = outcome.kind === 'ok' ? outcome.results.address : undefined;
    const shown: Performed = { ...performed };
    if (outcome.kind === 'ok' && address !== undefined) {
      shown.outcome = { ...outcome, results: { ...outcome.results, address: this.inward(address) } };
    }
    if (observed) {
      const entries = Object.entries(observed).map(([side, at]) => [side, typeof at === 'string' ? this.inward(at) : at]);
      shown.observed = Object.fromEntries(entries) as Performed['observed'] & object;
    }
    return shown;
  }
}

const escaped = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
