# A platform in a folder, for tests of drivers that run programs: one folder for each instance, in the order of their names, with
# `id`, perhaps `part`, and `history`, whose last line is the version and which is written in one piece. `down` is there while the
# instance does not serve; `versions/` has a file for each version that can be moved to.
#
#   sh platform.sh FOLDER list | json | version ID | health ID | move TO FROM ID… | stop ID…
state=$1 what=$2
shift 2
[ "$1" = -- ] && shift
[ -e "$state/hanging" ] && sleep 600
[ -e "$state/refusing" ] && { echo "the platform refuses" >&2; exit 7; }

# The shell reads files itself: programs would take most of the time.
id_of() { IFS= read -r id < "$1/id"; }
version_of() { while IFS= read -r version; do at=$version; done < "$1/history"; }

find_folder() {
  for folder in "$state"/instance-*; do
    id_of "$folder"
    [ "$id" = "$1" ] && return
  done
  echo "there is no $1" >&2
  exit 4
}

# One line: id, version, whether it serves, part.
rows() {
  for each in "$state"/instance-*; do
    id_of "$each"
    version_of "$each"
    ready=up part=
    [ -e "$each/down" ] && ready=down
    [ -e "$each/part" ] && IFS= read -r part < "$each/part"
    printf "$1" "$id" "$at" "$ready" "$part"
  done
}

move() {
  find_folder "$3"
  version_of "$folder"
  [ -e "$state/versions/$1" ] || { echo "there is no version $1" >&2; exit 5; }
  [ -z "$2" ] || [ "$at" = "$2" ] || { echo "$3 is not at $2" >&2; exit 6; }
  [ -e "$folder/down" ] && rm "$folder/down"
  echo "$1" >> "$folder/history"
}

case $what in
list) rows '%s\t%s\t%s\t%s\n' ;;
json) rows '{"name":"%s","at":{"version":"%s"},"ready":"%s","part":"%s"}\n' ;;
version)
  find_folder "$1"
  version_of "$folder"
  echo "server version $at (test)" ;;
health)
  find_folder "$1"
  [ ! -e "$folder/down" ] ;;
move)
  to=$1 from=$2
  shift 2
  for each in "$@"; do move "$to" "$from" "$each"; done ;;
move-all)
  for each in "$state"/instance-*; do
    id_of "$each"
    version_of "$each"
    [ "$at" = "$1" ] || move "$1" '' "$id"
  done ;;
stop)
  for each in "$@"; do
    find_folder "$each"
    : > "$folder/down"
  done ;;
esac
