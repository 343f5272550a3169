# Servers and agents in folders of this machine, for driver.yaml beside it.
#
#   sh spire.sh list SCOPE COMPONENT             one line for each: id|version|yes or no|part
#   sh spire.sh health SCOPE COMPONENT ID        ends with 0 when it serves
#   sh spire.sh move SCOPE COMPONENT ID VERSION  ends what runs, and starts this version; nothing where it runs already
#   sh spire.sh stop SCOPE COMPONENT ID
set -eu

what=$1 all=$SPIRE_RUN_DIR/$2/$3 component=$3
run=$all/${4:-}

runs() { [ -e "$1/pid" ] && kill -0 "$(cat "$1/pid")" 2>/dev/null; }

end() {
  runs "$run" || return 0
  kill "$(cat "$run/pid")"
  for _ in $(seq 100); do
    runs "$run" || return 0
    sleep 0.1
  done
  kill -9 "$(cat "$run/pid")"
}

case $what in
list)
  [ -d "$all" ] || { echo "there is no folder $all" >&2; exit 1; }
  for each in "$all"/*/; do
    [ -d "$each" ] || continue
    version=$(cat "$each/version" 2>/dev/null || echo '')
    part=$(cat "$each/part" 2>/dev/null || echo '')
    if runs "$each"; then ready=yes; else ready=no; fi
    echo "$(basename "$each")|$version|$ready|$part"
  done
  ;;
health)
  "$SPIRE_BIN_DIR/$(cat "$run/version")/bin/spire-$component" healthcheck -socketPath "$run/api.sock"
  ;;
move)
  program=$SPIRE_BIN_DIR/$5/bin/spire-$component
  [ -x "$program" ] || { echo "there is no $program" >&2; exit 1; }
  if runs "$run" && [ "$(cat "$run/version")" = "$5" ]; then exit 0; fi
  end
  # Before it starts: whoever looks in between sees one that is not ready yet.
  echo "$5" > "$run/version"
  cd "$run"
  setsid "$program" run -config "$run/$component.conf" >> "$run/log" 2>&1 < /dev/null &
  echo $! > "$run/pid"
  ;;
stop)
  end
  ;;
*)
  echo "spire.sh does not know $what" >&2
  exit 2
  ;;
esac
