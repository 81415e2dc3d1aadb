/**
 * Who may talk to the host: whoever knows the token that was printed, and from our own page only. Loopback
 * alone is no protection: every page of every browser on this machine can reach it.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export class Credentials {
  readonly token = newSecret();
  readonly #cookieName: string;
  readonly #authority: string;

  constructor(port: number) {
    // Cookies are shared between the ports of a host: the name tells two inspectors apart.
    this.#cookieName = `handoff-session-${port}`;
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

  tokenFits(given: unknown): boolean {
    return typeof given === 'string' && sameText(given, this.token);
  }

  /** The header that gives a browser the cookie of a seat. */
  setCookie(secret: string): string {
    return `${this.#cookieName}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** True when the request carries the cookie of the seat with this secret. */
  carries(headers: IncomingHttpHeaders, secret: string): boolean {
    return cookies(headers.cookie).some(([name, value]) => name === this.#cookieName && sameText(value, secret));
  }
}

/** 32 random bytes, as text of 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares digests, so that neither length nor prefix shows in the time taken. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function cookies(header: string | undefined): [string, string][] {
  return (header ?? '').split(';').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
  });
}
