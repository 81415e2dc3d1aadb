/** Ports of file and disk services in the kernel: nfsd, NFS mounts, iSCSI and NVMe targets; nfsd(7), Documentation/target, nvmet. */
import { readdirSync, readFileSync } from 'node:fs';
import { attempt } from '../../../app/shared/base/attempt.ts';

export interface KernelPort {
  kind: 'tcp' | 'udp';
  /** Null if nothing tells the port. */
  port: number | null;
  what: string;
}

/** `root`: folder in which /proc and /sys are. */
export function kernelServices(root = ''): KernelPort[] {
  return [...nfsd(root), ...mounts(root), ...iscsi(root), ...nvme(root)];
}

const nfsd = (root: string): KernelPort[] => [...textOf(`${root}/proc/fs/nfsd/portlist`).matchAll(/^(tcp|udp) (\d+)/gm)]
  .map(([, kind, port]) => ({ kind: kind as 'tcp' | 'udp', port: Number(port), what: 'the NFS server (nfsd)' }));

/** Connections to NFS servers: the first number of a transport is its local port. */
function mounts(root: string): KernelPort[] {
  return textOf(`${root}/proc/self/mountstats`).split(/^device /m).flatMap((device) => {
    const path = /^\S+ mounted on (\S+) with fstype nfs/.exec(device)?.[1];
    return path === undefined ? [] : [...device.matchAll(/^\s*xprt:\s+(tcp|udp) ([1-9]\d*) /gm)]
      .map(([, kind, port]) => ({ kind: kind as 'tcp' | 'udp', port: Number(port), what: `the NFS mount ${path}` }));
  });
}

/** A portal is a folder: iscsi/NAME/tpgt_1/np/ADDRESS:PORT. */
function iscsi(root: string): KernelPort[] {
  const all = `${root}/sys/kernel/config/target/iscsi`;
  return namesIn(all).flatMap((target) => namesIn(`${all}/${target}`).flatMap((group) =>
    namesIn(`${all}/${target}/${group}/np`).flatMap((portal): KernelPort[] => {
      const port = /:(\d+)$/.exec(portal)?.[1];
      return port === undefined ? [] : [{ kind: 'tcp', port: Number(port), what: `the iSCSI target ${target}` }];
    })));
}

function nvme(root: string): KernelPort[] {
  const all = `${root}/sys/kernel/config/nvmet/ports`;
  return namesIn(all).flatMap((name): KernelPort[] => {
    const port = Number(textOf(`${all}/${name}/addr_trsvcid`));
    return textOf(`${all}/${name}/addr_trtype`).trim() === 'tcp' && port > 0 ? [{ kind: 'tcp', port, what: `the NVMe target port ${name}` }]
      : [];
  });
}

const textOf = (path: string): string => attempt(() => readFileSync(path, 'latin1'), '');
const namesIn = (path: string): string[] => attempt(() => readdirSync(path), []);
