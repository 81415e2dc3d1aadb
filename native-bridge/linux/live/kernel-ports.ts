/** Ports that the kernel itself uses, as far as something names them: tunnels (rtnetlink(7)), file and disk services. */
import { own } from '../../../app/shared/base/own.ts';
import { textOfBytes } from '../../../app/shared/base/foreign-bytes.ts';
import { type KernelPort, kernelServices } from './kernel-services.ts';
import { attribute, NETLINK_ROUTE, SockDiag } from './netlink.ts';

const RTM_GETLINK = 18;
const [IFINFO, IFNAME, LINKINFO, KIND, DATA] = [16, 3, 18, 1, 2];
/** Attributes of the port in network order, by kind of interface; linux/if_link.h. */
const PORT: Readonly<Record<string, number>> = { vxlan: 15, geneve: 5, bareudp: 1 };

/** Of this network namespace. */
export function kernelPorts(): KernelPort[] {
  return [...tunnels(), ...kernelServices()];
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
