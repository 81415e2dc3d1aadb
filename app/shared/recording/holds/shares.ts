/** Calls that give a socket to another holder. */
import { allOf } from '../../domain/world.ts';
import type { WorldView } from '../../domain/world.ts';
import type { DescriptorEntity, Rules } from '../../domain/entities.ts';
import type { ResolvedArgs } from '../../calls/types.ts';
import { findCall } from '../../calls/catalogue.ts';
import { isExec, isFork, makesProcess, passesOn } from '../lifecycle.ts';
import type { RawCall } from '../raw.ts';
import type { Table } from '../tasks.ts';

/** Kernel calls that can share a socket. */
export const SHARING: Readonly<Record<Rules, readonly string[]>> = {
  linux: ['sendmsg', 'sendmmsg', 'dup', 'dup2', 'dup3', 'fcntl', 'pidfd_getfd', 'fork', 'vfork', 'clone', 'clone3', 'execve', 'execveat'],
  winsock: ['WSADuplicateSocketW', 'WSADuplicateSocketA', 'DuplicateHandle', 'CreateProcessW', 'CreateProcessA'],
};

/** Sockets that a new process, or a new program, gets with this call. */
export function passedOn(view: WorldView, { id }: Table, raw: RawCall): DescriptorEntity[] {
  if (!(isFork(raw) ? makesProcess(raw) : isExec(raw))) return [];
  const gets = isFork(raw) ? passesOn(raw) : 'inheritable';
  return gets === 'none' ? [] : allOf(view, 'descriptor')
    .filter((d) => d.process === id && d.object.startsWith('socket:') && (gets === 'all' || d.inheritable));
}

/** Whether a call of the catalogue gives a socket another descriptor, here or elsewhere. `onSocket`: its descriptor is a socket. */
export function sharesByCall(call: string, args: ResolvedArgs, onSocket: boolean, rules: Rules): boolean {
  const spec = findCall(rules, call);
  if (!spec) return false;
  if (spec.fetches || spec.transfers === 'exports') return true;
  if (spec.transfers === 'carries') return Array.isArray(args['rights']) && args['rights'].length > 0;
  const { command = 'F_DUPFD' } = args;
  return onSocket && (spec.copies === true || spec.replaces === true) && String(command).startsWith('F_DUPFD');
}
