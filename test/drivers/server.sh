#!/bin/sh
# A server that does nothing: NAME FOLDER STATE. It writes each start to FOLDER/starts and its version, once it serves, to FOLDER/ready; it ends
# when it is told to, or when STATE is gone, and does not listen while STATE/hanging is there.
# Where there is FOLDER/helper it starts a program in a session of its own, which does not end with it.
version=$(basename "$(dirname "$0")")
trap '[ -e "$3/hanging" ] || exit 0' TERM
echo "$version" >> "$2/starts"
echo "$SERVER_GREETING from $1"
[ -e "$2/helper" ] && { setsid sleep 600 & echo $! > "$2/helper"; }
echo "$version" > "$2/ready"
while [ -e "$3" ]; do sleep 0.05; done
