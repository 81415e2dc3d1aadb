/**
 * A command in namespaces of its own: it sees no process but those it starts, and a /tmp that is empty. Its own root is
 * no more than the user who starts it. Linux only.
 * @param {readonly string[]} command
 * @returns {[string, string[]]} program and arguments
 */
export function alone(command) {
  const inside = 'mount -t tmpfs none /tmp && HANDOFF_ALONE=yes TMPDIR=/tmp "$@"; code=$?; exit $code';
  return ['unshare', ['--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', inside, 'sh', ...command]];
}
