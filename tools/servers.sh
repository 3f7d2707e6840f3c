# shellcheck shell=bash
# shellcheck disable=SC2154  # root and target come from lib.sh
# Starting and stopping the two servers that a person at this machine uses: the sandbox, and Berth pointed at it.

address=http://127.0.0.1:3000
sandbox_address=http://127.0.0.1:4501
state=$root/data
running=()

build_servers() {
  say build "berth and berth-sandbox"
  cargo build --quiet --package server --package sandbox
}

start_sandbox() {
  mkdir -p "$state"
  "$target/debug/berth-sandbox" --data-dir "$state/sandbox" >"$state/sandbox.out" 2>"$state/sandbox.log" &
  sandbox=$!
  running+=("$sandbox")
  answers "$sandbox_address" "$sandbox" "$state/sandbox.log"
}

start_berth() {
  "$target/debug/berth" serve --config "$root/sandbox/berth.toml" >"$state/berth.log" 2>&1 &
  berth=$!
  running+=("$berth")
  answers "$address/healthz" "$berth" "$state/berth.log"
}

restart_berth() {
  kill -INT "$berth" 2>/dev/null || true
  wait "$berth" 2>/dev/null || true
  running=("$sandbox")
  start_berth
}

answers() {
  "$root/tools/wait-for" 60 "$1" "$2" && return
  tail -n 20 "$3" >&2
  printf 'berth: it did not start; all it said is in %s\n' "$3" >&2
  return 1
}

stop_servers() {
  local process
  for process in "${running[@]}"; do kill -INT "$process" 2>/dev/null || true; done
  wait "${running[@]}" 2>/dev/null || true
  running=()
}

stop_with_the_script() {
  trap stop_servers EXIT
  trap 'exit 0' INT TERM
}

introduce() {
  cat "$state/sandbox.out"
  printf '\nBerth is at %s (its log: data/berth.log). Ctrl-C stops both.\n' "$address"
}
