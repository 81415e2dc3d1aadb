import type { Results } from '../../app/shared/calls/types.ts';

/** SD_LISTEN_FDS_START */
const START = 3;

/** The descriptors that socket activation passed to this process; none if LISTEN_PID names another. sd_listen_fds(3), P21. */
export function listenFds(env: NodeJS.ProcessEnv): NonNullable<Results['descriptors']> {
  if (Number(env['LISTEN_PID']) !== process.pid) return [];
  const count = Number(env['LISTEN_FDS'] ?? 0);
  return Number.isInteger(count) && count > 0 ? Array.from({ length: count }, (_, i) => START + i) : [];
}
