import { root } from './paths.mjs';

/**
 * A command in separate namespaces: it sees only the processes that it starts, and an empty /tmp. Its root user has
 * no more rights than the user who starts it. Linux only.
 * @param {readonly string[]} command
 * @returns {[string, string[]]} program and arguments
 */
export function alone(command) {
  // A checkout below /tmp must stay visible there.
  const mounts = root.startsWith('/tmp/')
    ? 'mount --bind "$CHECKOUT" /mnt && mount -t tmpfs none /tmp && mkdir -p "$CHECKOUT" && mount --bind /mnt "$CHECKOUT" && cd "$CHECKOUT"'
    : 'mount -t tmpfs none /tmp';
  const inside = `CHECKOUT=$1 && shift && ${mounts} && HANDOFF_ALONE=yes TMPDIR=/tmp "$@"; code=$?; exit $code`;
  return ['unshare',
    ['--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', inside, 'sh', root,
      ...command]];
}
