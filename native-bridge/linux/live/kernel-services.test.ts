import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { kernelServices } from './kernel-services.ts';

const FILES = {
  'proc/fs/nfsd/portlist': 'tcp 2049\nudp 2049\nrdma 20049\n',
  'proc/self/mountstats': `device /dev/sda1 mounted on / with fstype ext4
device nas:/home mounted on /mnt/nas with fstype nfs4 statvers=1.1
\topts:\trw,vers=4.2
\txprt:\ttcp 832 0 1 0 11 5 5 0 5 0 2 0 0
\txprt:\ttcp 0 0 1 0 11 5 5 0 5 0 2 0 0
`,
  'sys/kernel/config/target/iscsi/iqn.2026-01.org.example:disk/tpgt_1/np/0.0.0.0:3260/enable': '',
  'sys/kernel/config/target/iscsi/iqn.2026-01.org.example:disk/tpgt_1/attrib/cache': '',
  'sys/kernel/config/nvmet/ports/1/addr_trsvcid': '4420\n', 'sys/kernel/config/nvmet/ports/1/addr_trtype': 'tcp\n',
  'sys/kernel/config/nvmet/ports/2/addr_trsvcid': '4420\n', 'sys/kernel/config/nvmet/ports/2/addr_trtype': 'rdma\n',
};

it('names the services that have ports', () => {
  const root = mkdtempSync(join(tmpdir(), 'services-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  expect(kernelServices(root)).toEqual([
    { kind: 'tcp', port: 2049, what: 'the NFS server (nfsd)' }, { kind: 'udp', port: 2049, what: 'the NFS server (nfsd)' },
    { kind: 'tcp', port: 832, what: 'the NFS mount /mnt/nas' },
    { kind: 'tcp', port: 3260, what: 'the iSCSI target iqn.2026-01.org.example:disk' },
    { kind: 'tcp', port: 4420, what: 'the NVMe target port 1' },
  ]);
  rmSync(root, { recursive: true });
  expect(kernelServices(root)).toEqual([]);
});
