#!/bin/sh
# Runs a program of the Debian system in the folder "root" beside this file: in-debian-folder.sh PROGRAM [ARGUMENT...]
# The machine's own folders appear in it under their own names, so that paths mean the same inside and outside. The mounts
# belong to a namespace of this process and its children: the system never sees them, and they end with the last of these
# processes. Copying or removing the folder from outside therefore never reaches through a mount.
here=$(dirname "$(readlink -f "$0")")
exec unshare --mount --propagation private /bin/sh -c '
  root=$1
  shift
  # /usr, /etc and their kind are those of the other system; what a machine has put below /usr itself is not.
  for folder in /* /usr/local /usr/src; do
    case $folder in /bin | /boot | /etc | /lib* | /lost+found | /sbin | /usr) continue ;; esac
    if [ -d "$folder" ] && [ ! -L "$folder" ]; then
      mkdir -p "$root$folder" && mount --rbind "$folder" "$root$folder" || exit 126
    fi
  done
  exec chroot "$root" /usr/bin/env -C "$PWD" "$@"
' in-debian-folder "$here/root" "$@"
