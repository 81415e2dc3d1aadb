/** Addresses as text: "127.0.0.1:80", "[::1]:80", or the name of a unix socket. */

/** An address that a program did not get. `type`: of its socket. `pid`: whose network is meant. `recorded`: processes of the recording. */
export interface WantedAddress { address: string; type: string; pid: number; recorded: ReadonlySet<number> }

export const isAny = (host: string): boolean => host === '0.0.0.0' || host === '[::]';

export function partsOf(address: string): { host: string; port: number | null } {
  const found = /^(\[.*\]|[\d.]+):(\d+)$/s.exec(address);
  return found ? { host: found[1]!, port: Number(found[2]) } : { host: address, port: null };
}

/** Whether a connection with this far end can be the one from an address: a client that is bound to any address has one in the end. */
export function isFrom(remote: string | null, address: string): boolean {
  if (remote === null || remote === address) return true;
  const [known, shown] = [partsOf(remote), partsOf(address)];
  return isAny(known.host) && known.port === shown.port;
}
