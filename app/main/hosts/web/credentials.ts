/**
 * Who may talk to the host: a page of ours, by its Host and Origin, which then proves a key (`proofs.ts`). Loopback alone is no
 * protection: every page of every browser on this machine can reach it. There is no cookie: the browser would send it to every
 * other server on this machine as well, whatever its port and whoever runs it.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { newSecret } from './proofs.ts';

export class Credentials {
  /** Printed with the address, and good for this run of the host. */
  readonly token = newSecret();
  readonly #authority: string;

  constructor(port: number) {
    this.#authority = `127.0.0.1:${port}`;
  }

  get origin(): string {
    return `http://${this.#authority}`;
  }

  /** Why this request is not for us (a name that was rebound to loopback), or null. */
  foreignHost(headers: IncomingHttpHeaders): string | null {
    return headers.host === this.#authority ? null : `This host answers to ${this.#authority} only`;
  }

  /** Why this request does not come from our page, or null. An absent Origin is not ours either. */
  foreignOrigin(headers: IncomingHttpHeaders): string | null {
    return headers.origin === this.origin ? null : 'The request does not come from the page of this host';
  }
}
