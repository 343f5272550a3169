#!/bin/sh
# Stands in for spire-server and spire-agent where there are none: it runs, says that it is healthy, and hands out tokens.
socket_beside() { echo "$(dirname "$1")/api.sock"; }

case $1 in
run)
  socket=$(socket_beside "$3")
  trap 'rm -f "$socket"; exit 0' TERM
  touch "$socket"
  while [ -e "$3" ]; do sleep 0.05; done
  ;;
healthcheck) [ -e "$3" ] ;;
token) echo "Token: 00000000-0000-0000-0000-000000000000" ;;
*) exit 2 ;;
esac
