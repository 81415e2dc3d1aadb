/** Why a process runs: the processes that started it, its service unit, container and login session. */
import type { ProcessLabel } from './capture.ts';
import { processText } from './hazard-kinds.ts';

export interface Ancestry {
  /** Parent, its parent and so on, at most PARENTS. */
  parents: readonly Pick<ProcessLabel, 'pid' | 'name'>[];
  /** Content of /proc/PID/cgroup; "" if it cannot be read. */
  cgroup: string;
  /** Audit session and user of the login; null for none. */
  login: { session: number; user: number } | null;
  /** Whether its environment has INVOCATION_ID; false also if it cannot be read. */
  invoked: boolean;
}

export const PARENTS = 4;

const CONTAINER = [
  /\b(docker|libpod|crio|cri-containerd|containerd|podman)[-/:]([0-9a-f]{12,64})/, /\b(kubepods)\b.*\/(?:cri-containerd-)?([0-9a-f]{64})/,
  /\b(lxc)(?:\.payload)?[./]([^/.\n]+)/, /\b(machine)[-/.](?:slice\/)?(?:machine-|systemd-nspawn@)([^/\n]+?)\.(?:scope|service)/,
] as const;

/** One line, such as "started from sh (900), sshd (812); unit ssh.service; login session 4 of user 1000"; "" if nothing is known. */
export function ancestryText({ parents, cgroup, login, invoked }: Ancestry): string {
  const { unit, container } = placeOf(cgroup);
  return [
    parents.length === 0 ? '' : `started from ${parents.map((p) => processText(p)).join(', ')}`,
    container === null ? '' : `container ${container}`,
    unit !== null ? `unit ${unit}` : invoked ? 'started by systemd (INVOCATION_ID is set)' : '',
    login === null ? '' : `login session ${login.session} of user ${login.user}`,
  ].filter((part) => part !== '').join('; ');
}

/** The innermost service or scope unit, and the container with its id shortened as its tools show it. */
function placeOf(cgroup: string): { unit: string | null; container: string | null } {
  const paths = cgroup.split('\n').map((line) => line.slice(line.indexOf(':', line.indexOf(':') + 1) + 1));
  const units = paths.flatMap((path) => path.split('/').filter((part) => /\.(service|scope)$/.test(part)));
  for (const pattern of CONTAINER) {
    const [, manager, id] = paths.map((path) => pattern.exec(path)).find((found) => found !== null) ?? [];
    if (id !== undefined) return { unit: null, container: `${id.replace(/^([0-9a-f]{12})[0-9a-f]+$/, '$1')} (${manager})` };
  }
  return { unit: units.at(-1)?.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) ?? null,
    container: null };
}
