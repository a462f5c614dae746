# Sourced by the scripts beside it: a facade as an ordinary process, the shop behind it, and an end for both.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
started=()

# Ends what was started, by its number, whatever became of the script.
end_all() {
  local process
  for process in "${started[@]}"; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap end_all EXIT

# A port that nobody listens on now.
free_port() {
  perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

# await FILE WORD: waits until a process has said a word, for a minute.
await() {
  local left=600
  until grep -qs "$2" "$1"; do
    left=$((left - 1))
    if [ "$left" = 0 ]; then
      printf 'nothing said "%s" within a minute, but:\n' "$2" >&2
      cat "$1" >&2
      return 1
    fi
    sleep 0.1
  done
}

# Starts the sample shop; its port is in $shop.
start_shop() {
  local java
  java=$("$here/figleaf" --print-java-home)/bin/java
  "$java" -Xmx128m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$here/proxy/target/lib/*" \
    dev.figleaf.sample.monolith.ShopMonolith --port 0 --data "$work/shop.db" >"$work/shop.log" 2>&1 &
  started+=("$!")
  await "$work/shop.log" ' ready on '
  shop=$(sed -n 's/.* ready on http:\/\/127.0.0.1:\([0-9]*\).*/\1/p' "$work/shop.log")
}

# start_facade FLAG…: starts it with $work/figleaf.yaml and these flags of `figleaf run`; what it listens on is in
# $ports, in the order of the file, and the admin listener's in $admin.
start_facade() {
  "$here/figleaf" version >/dev/null
  "$here/figleaf" run --config "$work/figleaf.yaml" "$@" >"$work/access.log" 2>"$work/figleaf.log" &
  started+=("$!")
  await "$work/figleaf.log" '^figleaf listening on'
  local said
  said=$(grep '^figleaf listening on' "$work/figleaf.log")
  admin=$(sed 's/.*admin on http:\/\/127.0.0.1:\([0-9]*\).*/\1/' <<<"$said")
  mapfile -t ports < <(sed 's/, admin on .*//' <<<"$said" | grep -o '127.0.0.1:[0-9]*' | cut -d: -f2)
}

# metric LINE: the figure of a line of /metrics that begins so; nothing where there is none.
metric() {
  curl -s -m 10 "http://127.0.0.1:$admin/metrics" | awk -v line="$1" 'index($0, line) == 1 { print $NF + 0 }'
}
