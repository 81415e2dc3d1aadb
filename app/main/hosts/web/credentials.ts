/**
 * Decides which connections the host accepts: the app's page, by Host and Origin, which then proves a key (`proofs.ts`).
 * Loopback alone is no protection: every page in every browser on this machine can reach it. There is no cookie: browsers
 * send cookies to every server on the same host name, whatever its port and its user.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { newSecret } from './proofs.ts';

export class Credentials {
  /** Printed with the address; valid for this run of the host. */
  readonly token = newSecret();
  readonly #authority: string;

  constructor(port: number) {
    this.#authority = `127.0.0.1:${port}`;
  }

  get origin(): string {
    return `http://${this.#authority}`;
  }

  /** Why this request does not address this host (DNS rebinding to loopback), or null. */
  foreignHost(headers: IncomingHttpHeaders): string | null {
    return headers.host === this.#authority ? null : `This host answers to ${this.#authority} only`;
  }

  /** Why this request does not come from the app's page, or null. A missing Origin is refused as well. */
  foreignOrigin(headers: IncomingHttpHeaders): string | null {
    return headers.origin === this.origin ? null : 'The request does not come from the page of this host';
  }
}
