/**
 * Unix socket names of one session. Its paths are files of the session's own folder, and its abstract names carry the folder's
 * name in front, so that a scenario neither takes nor reaches a name of another program. Calls and outcomes show the plain names.
 */
import { basename } from 'node:path';
import type { CallSpec, ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';

/** "@" asks the kernel for a name, which is one of five hexadecimal digits (unix(7), autobind) and no other program's. */
const BY_THE_KERNEL = /^@(?:[0-9a-f]{5})?$/;

export class PrivateNames {
  readonly #folder: string;
  readonly #prefix: string;

  /** @param folder the session's own (mode 0700), by its absolute path. */
  constructor(folder: string) {
    this.#folder = `${folder}/`;
    this.#prefix = `@${basename(folder)}/`;
  }

  /** The name on the system: "/run/x.sock" is the one file "!run!x.sock" of the folder, so nothing in a path leads out of it. */
  outward(text: string): string {
    if (text.startsWith('/')) return this.#folder + text.replaceAll('%', '%25').replaceAll('!', '%21').replaceAll('/', '!');
    return text.startsWith('@') && !BY_THE_KERNEL.test(text) ? this.#prefix + text.slice(1) : text;
  }

  /** The name as the scenario writes it; one that is not of this session stays as it is. */
  inward(text: string): string {
    if (text.startsWith(this.#prefix)) return `@${text.slice(this.#prefix.length)}`;
    if (!text.startsWith(`${this.#folder}!`)) return text;
    return text.slice(this.#folder.length).replaceAll('!', '/').replaceAll('%21', '!').replaceAll('%25', '%');
  }

  /** Arguments as the system is to get them. */
  argsOut(call: CallSpec, args: ResolvedArgs): ResolvedArgs {
    const spec = call.args.find(({ type }) => type.kind === 'address');
    const address = spec && args[spec.name];
    return spec && typeof address === 'string' ? { ...args, [spec.name]: this.outward(address) } : args;
  }

  /** What was performed, as the scenario is to see it. */
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
