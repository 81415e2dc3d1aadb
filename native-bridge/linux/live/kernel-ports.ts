/** Ports that the kernel itself listens on, as far as something names them: tunnels (rtnetlink(7)) and nfsd. */
import { readFileSync } from 'node:fs';
import { own } from '../../../app/shared/base/own.ts';
import { textOfBytes } from '../../../app/shared/base/foreign-bytes.ts';
import { attribute, NETLINK_ROUTE, SockDiag } from './netlink.ts';

const RTM_GETLINK = 18;
const [IFINFO, IFNAME, LINKINFO, KIND, DATA] = [16, 3, 18, 1, 2];
/** Attributes of the port in network order, by kind of interface; linux/if_link.h. */
const PORT: Readonly<Record<string, number>> = { vxlan: 15, geneve: 5, bareudp: 1 };

export interface KernelPort {
  kind: 'tcp' | 'udp';
  /** Null if nothing tells the port of this interface. */
  port: number | null;
  what: string;
}

/** Of this network namespace. */
export function kernelPorts(): KernelPort[] {
  return [...tunnels(), ...nfsd()];
}

function tunnels(): KernelPort[] {
  const found: KernelPort[] = [];
  const route = new SockDiag(NETLINK_ROUTE);
  try {
    route.dump(Buffer.alloc(IFINFO), (bytes, _words, at, length) => {
      const end = at + length;
      const info = attribute(bytes, at + IFINFO, end, LINKINFO);
      const kindAt = info && attribute(bytes, info.at, info.at + info.length, KIND);
      if (!kindAt) return;
      const kind = bytes.toString('latin1', kindAt.at, kindAt.at + kindAt.length - 1);
      const wanted = own(PORT, kind);
      if (wanted === undefined && kind !== 'wireguard') return;
      const data = attribute(bytes, info.at, info.at + info.length, DATA);
      const port = data && wanted !== undefined ? attribute(bytes, data.at, data.at + data.length, wanted) : null;
      const name = attribute(bytes, at + IFINFO, end, IFNAME)!;
      found.push({ kind: 'udp', port: port && bytes.readUInt16BE(port.at),
        what: `${kind} interface ${textOfBytes(bytes.subarray(name.at, name.at + name.length - 1))}` });
    }, RTM_GETLINK);
  } finally {
    route.close();
  }
  return found;
}

function nfsd(): KernelPort[] {
  try {
    return [...readFileSync('/proc/fs/nfsd/portlist', 'latin1').matchAll(/^(tcp|udp) (\d+)/gm)]
      .map(([, kind, port]) => ({ kind: kind as 'tcp' | 'udp', port: Number(port), what: 'the NFS server (nfsd)' }));
  } catch {
    return [];
  }
}
