import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { onPath, say } from './paths.mjs';
import { run } from './run.mjs';
import { findWine } from './wine.mjs';

/** The Debian packages that the project can use, each with a check for its presence. */
export const SYSTEM_PACKAGES = {
  browser: { name: 'chromium', present: () => findChromium() !== undefined },
  wine: { name: 'wine64', present: () => findWine() !== undefined },
  // For the clients of docs/clients, which a test compiles and runs.
  compiler: { name: 'gcc', present: () => onPath('gcc') !== undefined },
  headers: { name: 'libc6-dev', present: () => existsSync('/usr/include/stdio.h') },
  python: { name: 'python3', present: () => onPath('python3') !== undefined },
  // electron-builder creates archives with it, and would otherwise download a copy.
  archiver: { name: 'p7zip-full', present: () => onPath('7za') !== undefined },
  // The tools that the live inventory is compared with, and the servers that its tests inspect.
  ss: { name: 'iproute2', present: () => onPath('ss') !== undefined },
  lsof: { name: 'lsof', present: () => onPath('lsof') !== undefined },
  nginx: { name: 'nginx', present: () => existsSync('/usr/sbin/nginx'), service: 'nginx' },
  nginxStream: { name: 'libnginx-mod-stream', present: () => existsSync('/usr/lib/nginx/modules/ngx_stream_module.so') },
  haproxy: { name: 'haproxy', present: () => existsSync('/usr/sbin/haproxy'), service: 'haproxy' },
  // The servers that tests record. apache2-bin and gunicorn have no service.
  apache: { name: 'apache2-bin', present: () => existsSync('/usr/sbin/apache2') },
  postgresql: { name: 'postgresql', present: () => hasPostgres(), service: 'postgresql' },
  sshd: { name: 'openssh-server', present: () => existsSync('/usr/sbin/sshd'), service: 'ssh' },
  gunicorn: { name: 'gunicorn', present: () => existsSync('/usr/bin/gunicorn') },
  setpriv: { name: 'util-linux', present: () => onPath('setpriv') !== undefined },
  // The first source of recordings, and the witness of the others.
  strace: { name: 'strace', present: () => onPath('strace') !== undefined },
  mingw: { name: 'gcc-mingw-w64-x86-64', present: () => onPath('x86_64-w64-mingw32-gcc') !== undefined },
};

/** The Chromium of this machine, or undefined. */
export const findChromium = () => onPath('chromium', 'chromium-browser', 'google-chrome');

/**
 * Installs Debian packages when this is root on Debian (or a relative with apt-get).
 * @param {string[]} names
 * @returns {Promise<boolean>} false if that is not possible; the command to run by hand has been printed then.
 */
export async function installPackages(names) {
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...names];
  if (!isDebian() || process.getuid?.() !== 0) {
    const why = isDebian() ? 'not root' : 'not Debian';
    say(`${why}: install ${names.join(' and ')} yourself${isDebian() ? `: sudo ${command.join(' ')}` : ''}`);
    return false;
  }
  say(`installing ${names.join(', ')} (apt-get)`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args) => run('apt-get', args, { env, stdio: ['ignore', 'ignore', 2] });
  return withoutServices(names, async () => {
    if ((await apt(command.slice(1))) === 0) return true;
    // A fresh container has no package lists; refresh them only when the plain attempt failed.
    if ((await apt(['update', '-q'])) === 0 && (await apt(command.slice(1))) === 0) return true;
    say(`apt-get could not install ${names.join(', ')}`);
    return false;
  });
}

/** While this file is there and exits with 101, packages start no service. */
const POLICY = '/usr/sbin/policy-rc.d';

/** Tests start the servers themselves: the packages must not, neither now nor when the machine starts. */
async function withoutServices(names, install) {
  const mine = !existsSync(POLICY);
  if (mine) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const installed = await install();
    const services = Object.values(SYSTEM_PACKAGES).flatMap(({ name, service }) => (service && names.includes(name) ? [service] : []));
    if (installed && services.length > 0 && existsSync('/run/systemd/system')) await run('systemctl', ['disable', '--quiet', ...services]);
    return installed;
  } finally {
    if (mine) rmSync(POLICY);
  }
}

/** Debian keeps each version in a folder for itself. */
function hasPostgres() {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  return versions.some((version) => existsSync(`/usr/lib/postgresql/${version}/bin/postgres`));
}

/** Whether this is Debian or a relative of it, with apt-get. */
export function isDebian() {
  if (!existsSync('/etc/os-release') || !onPath('apt-get')) return false;
  return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
}
