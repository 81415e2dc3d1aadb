/** Addresses as calls name them, taken apart so that they can be compared. */
import { own } from '../base/own.ts';

export type Address =
  | { kind: 'ip'; host: string; port: number }
  /** A unix socket by its path, or by its abstract name with "@" in front. */
  | { kind: 'unix'; name: string };

/** As a destination "0.0.0.0" and "::" mean this machine; as a bound address, every address of it. */
const THIS_MACHINE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Null for a text that is no address, and for "@", which asks the kernel to choose a name. */
export function parseAddress(text: string): Address | null {
  if (text.startsWith('/') || (text.startsWith('@') && text.length > 1)) return { kind: 'unix', name: text };
  const [, v6, v4, port] = /^(?:\[([0-9a-f:.]+)(?:%\d+)?\]|(\d{1,3}(?:\.\d{1,3}){3})):(\d{1,5})$/i.exec(text) ?? [];
  const host = v4 ?? (v6 === undefined ? undefined : fromMapped(v6.toLowerCase()));
  return host === undefined ? null : { kind: 'ip', host, port: Number(port) };
}

/** The one way in which an address is written here: permits are compared as text. */
export function canonicalAddress(text: string): string {
  const address = parseAddress(text);
  if (address?.kind !== 'ip') return text;
  return address.host.includes(':') ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
}

/** Whether a program can be there at all: no socket has port 0. */
export const canBeBound = (address: Address): boolean => address.kind === 'unix' || address.port !== 0;

/** Whether what goes to `to` can arrive at a socket that is bound to `bound`. */
export function arrivesAt(to: Address, bound: string): boolean {
  if (to.kind === 'unix') return bound === to.name;
  if (!bound.endsWith(`:${to.port}`)) return false;
  const at = parseAddress(bound);
  const host = own(THIS_MACHINE, to.host) ?? to.host;
  // A socket of "::" takes IPv4 as well, unless it was told not to.
  if (at?.kind !== 'ip' || at.port !== to.port) return false;
  return at.host === host || at.host === '::' || (at.host === '0.0.0.0' && !host.includes(':'));
}

/** Addresses that stay on this machine: the only ones that a permit can name. */
export function isLocal(address: Address): boolean {
  return address.kind === 'unix' || address.host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address.host);
}

/** "::ffff:7f00:1" is 127.0.0.1. */
function fromMapped(v6: string): string {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(v6) ?? [];
  if (high === undefined || low === undefined) return /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/.exec(v6)?.[1] ?? v6;
  return [high, low].flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 0xff]).join('.');
}
