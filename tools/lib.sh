# shellcheck shell=bash
# Shared by the scripts in tools/: where things are kept, how a step reports itself, how a system package is had.
# Everything fetched or built for Berth's sake lies in one cache folder, so that removing it undoes it all.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${BERTH_CACHE:-$HOME/.cache/berth}
case ${CARGO_TARGET_DIR:-target} in
  /*) target=${CARGO_TARGET_DIR} ;;
  *) target=$root/${CARGO_TARGET_DIR:-target} ;;
esac
export CARGO_TARGET_DIR=$target
mkdir -p "$cache"
cd "$root"

# say STEP TEXT: the one line in which a step says what it does.
say() { printf '%-10s %s\n' "$1" "$2"; }

# die TEXT: what is missing and how to get it.
die() {
  printf 'berth: %s\n' "$1" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# newest_enough VERSION MINIMUM
newest_enough() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif have sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo "$@"
  else
    return 127
  fi
}

# may_install: is there a package manager that these scripts know, and the right to use it?
may_install() { have apt-get && as_root true 2>/dev/null; }

# install_packages STEP PACKAGE...: from the system's package manager, or a message that names what is missing.
install_packages() {
  local step=$1
  shift
  may_install || die "$step needs these system packages (names as in Debian): $*. Install them and run this again."
  say "$step" "installing $* with apt"
  local log=$cache/apt.log
  if ! apt_install "$@" >"$log" 2>&1; then
    # The lists of a fresh machine are empty, those of an old one name files that are gone.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update >>"$log" 2>&1 || true
    apt_install "$@" >>"$log" 2>&1 || { tail -n 20 "$log" >&2; die "apt could not install: $*"; }
  fi
}

apt_install() { as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@" </dev/null; }

# npm_ci FOLDER STEP TEXT: once per lock file.
npm_ci() {
  local folder=$1 step=$2 what=$3
  local stamp=$folder/node_modules/.berth-stamp state
  state=$(cksum <"$folder/package-lock.json")
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$state" ]; then
    say "$step" "ready"
    return
  fi
  say "$step" "$what"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error >"$cache/npm.log" 2>&1 </dev/null ||
    { tail -n 20 "$cache/npm.log" >&2; die "npm ci failed in $folder"; }
  printf '%s\n' "$state" >"$stamp"
}

# python_tools NAME REQUIREMENTS: a virtual environment of its own in the cache, filled once per list of requirements.
python_tools() {
  local step=$1 requirements=$2
  local venv=$cache/$step-venv state
  state=$(cksum <"$requirements")
  if [ -f "$venv/.berth-stamp" ] && [ "$(cat "$venv/.berth-stamp")" = "$state" ]; then
    say "$step" "ready"
    return
  fi
  have python3 || install_packages "$step" python3 python3-venv
  say "$step" "installing from PyPI into $venv"
  rm -rf "$venv"
  if ! python3 -m venv "$venv" >"$cache/pip.log" 2>&1; then
    install_packages "$step" python3-venv
    rm -rf "$venv"
    python3 -m venv "$venv" >"$cache/pip.log" 2>&1 || { tail -n 20 "$cache/pip.log" >&2; die "python3 -m venv failed"; }
  fi
  "$venv/bin/python" -m pip install --quiet --requirement "$requirements" >"$cache/pip.log" 2>&1 </dev/null || return 1
  printf '%s\n' "$state" >"$venv/.berth-stamp"
}

chromium_path() {
  if [ -n "${CHROMIUM_PATH:-}" ]; then
    printf '%s\n' "$CHROMIUM_PATH"
    return
  fi
  local name
  for name in chromium chromium-browser google-chrome-stable google-chrome; do
    if have "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

# postgres_bin: the folder with initdb and pg_ctl. Debian keeps them off the PATH; the newest version wins.
postgres_bin() {
  local found
  found=$(find /usr/lib/postgresql /usr/pgsql-* -maxdepth 3 -name initdb 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] || found=$(command -v initdb) || return 1
  dirname "$(readlink -f "$found")"
}

free_port() {
  node -e 'const s = require("net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}
