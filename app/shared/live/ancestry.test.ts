import { expect, it } from 'vitest';
import { type Ancestry, ancestryText } from './ancestry.ts';

const alone: Ancestry = { parents: [], cgroup: '', login: null, invoked: false };
const ID = '3f2a1b0c9d8e'.repeat(5) + 'abcd';

it.each([
  ['0::/system.slice/nginx.service', 'unit nginx.service'],
  ['12:pids:/system.slice/ssh.service\n1:name=systemd:/system.slice/ssh.service\n', 'unit ssh.service'],
  ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-my\\x2dtool.service', 'unit app-my-tool.service'],
  ['0::/user.slice/user-1000.slice/session-4.scope', 'unit session-4.scope'],
  [`0::/system.slice/docker-${ID}.scope`, 'container 3f2a1b0c9d8e (docker)'],
  [`4:memory:/docker/${ID}`, 'container 3f2a1b0c9d8e (docker)'],
  [`0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-${ID}.scope`, 'container 3f2a1b0c9d8e (cri-containerd)'],
  [`0::/kubepods/burstable/pod1/${ID}`, 'container 3f2a1b0c9d8e (kubepods)'],
  ['0::/lxc.payload.web/system.slice', 'container web (lxc)'],
  ['0::/machine.slice/machine-debian.scope', 'container debian (machine)'],
  ['0::/', ''],
])('%s', (cgroup, text) => { expect(ancestryText({ ...alone, cgroup })).toBe(text); });

it('is one line, from the nearest to the farthest', () => {
  expect(ancestryText({
    parents: [{ pid: 9, name: 'sh' }, { pid: 8, name: 'sshd' }], cgroup: '', login: { session: 4, user: 1000 }, invoked: true,
  })).toBe('started from sh (9), sshd (8); started by systemd (INVOCATION_ID is set); login session 4 of user 1000');
});
