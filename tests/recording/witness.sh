#!/bin/sh
# Runs a command under the kernel's own trace of system calls, in a mount namespace for itself: unshare -m sh witness.sh OUT COMMAND...
set -e
out=$1
shift
folder=$(mktemp -d)
mount -t tracefs none "$folder"
instance=$folder/instances/handoff-$$
mkdir "$instance"
clean() { echo 0 > "$instance/events/raw_syscalls/enable"; rmdir "$instance"; umount "$folder"; rmdir "$folder"; }
trap clean EXIT
echo "${HANDOFF_WITNESS_KB:-32768}" > "$instance/buffer_size_kb"
echo 1 > "$instance/options/event-fork"
echo $$ > "$instance/set_event_pid"
echo 1 > "$instance/events/raw_syscalls/enable"
code=0
"$@" || code=$?
echo 0 > "$instance/events/raw_syscalls/enable"
cat "$instance/trace" > "$out"
exit $code
