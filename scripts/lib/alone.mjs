/**
 * A command in separate namespaces: it sees only the processes that it starts, and an empty /tmp. Its root user has
 * no more rights than the user who starts it. Linux only.
 * @param {readonly string[]} command
 * @returns {[string, string[]]} program and arguments
 */
export function alone(command) {
  const inside = 'mount -t tmpfs none /tmp && HANDOFF_ALONE=yes TMPDIR=/tmp "$@"; code=$?; exit $code';
  return ['unshare', ['--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', inside, 'sh', ...command]];
}
