import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { onPath } from './paths.mjs';

/**
 * Where this machine's apt gets Debian from, and the proxy it uses, from apt's own configuration.
 * @returns {{ uri: string, env: Record<string, string> }} the archive's address, and the environment for programs that download from it
 * @throws {Error} with one sentence if apt has no source of Debian's main archive.
 */
export function debianSource() {
  if (!onPath('apt-get')) throw new Error('This machine has no apt, whose configuration names the source of Debian packages.');
  const format = '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)';
  const sources = text('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']).split('\n').map((line) => line.split('|'));
  // Security updates and other archives have other labels and do not hold every package.
  const found = sources.find(([origin, label, component]) => origin === 'Debian' && label === 'Debian' && component === 'main');
  if (!found) {
    throw new Error('The apt configuration of this machine has no source of Debian\'s main archive (or no package lists: apt-get update).');
  }
  return { uri: found[3], env: proxyEnv() };
}

/** apt's proxy settings as the environment variables that other programs read. */
function proxyEnv() {
  const found = ['http', 'https'].map((scheme) => {
    const [, value] = /'(.*)'/.exec(text('apt-config', ['shell', 'PROXY', `Acquire::${scheme}::Proxy`])) ?? [];
    return value && value !== 'DIRECT' ? [[`${scheme}_proxy`, value]] : [];
  });
  return Object.fromEntries(found.flat());
}

const text = (command, args) => execFileSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });

/** Whether Debian's archive keys are installed, without which debootstrap cannot verify what it downloads. */
export const hasArchiveKeys = () => existsSync('/usr/share/keyrings/debian-archive-keyring.gpg');
