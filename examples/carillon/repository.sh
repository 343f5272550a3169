#!/bin/sh
# Makes the repository of Carillon, as the guide docs/guides/own-platform.md uses it: sh repository.sh FOLDER
# Tags, days and branches are those of tags.csv; the description of the API changes with 1.3.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ -e "$1/.git" ]; then
  echo "$1: there is a repository already" >&2
  exit 2
fi
git -c init.defaultBranch=main init -q "$1"
cd "$1"
git config user.name Carillon
git config user.email carillon@example.org
git config commit.gpgSign false
git config tag.gpgSign false

# commit VERSION DAY
commit() {
  mkdir -p api chart sdk
  api=1.0
  case $1 in 1.3.*) api=1.3 ;; esac
  cp "$here/api/broker-$api.yaml" api/broker.yaml
  printf 'package carillon\n\nfunc Dial(address string) error { return nil }\n' > sdk/client.go
  printf 'apiVersion: v2\nname: carillon\nversion: %s\n' "$1" > chart/Chart.yaml
  git add .
  GIT_AUTHOR_DATE="${2}T12:00:00Z" GIT_COMMITTER_DATE="${2}T12:00:00Z" git commit -q --allow-empty -m "Carillon $1"
}

commit 1.0.0-dev 2025-05-01
grep '^v' "$here/tags.csv" | while IFS=, read -r tag day branch annotated chart; do
  if ! git checkout -q "$branch" 2> /dev/null; then
    git checkout -q main
    git checkout -q -b "$branch"
  fi
  commit "$chart" "$day"
  if [ "$annotated" = true ]; then
    GIT_COMMITTER_DATE="${day}T12:00:00Z" git tag -a "$tag" -m "Carillon $tag"
  else
    git tag "$tag"
  fi
done
git checkout -q main
echo "$1: $(git tag | grep -c .) tags on $(git branch | grep -c .) branches"
