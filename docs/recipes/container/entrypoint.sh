#!/bin/sh
# Without options: one run now, then one at each ring of cron's bell, until the container is stopped.
# With options: one run with them, as whoever the container runs as, for example `docker run --rm … beton --dry-run`.
set -u

app=${APP_DIR:-/opt/beton}
bell=${BELL_FILE:-/run/beton.bell}
user=${RUN_AS:-node}

# Replaces the shell that calls it. Root becomes the unprivileged user, who never gets anything back.
run() {
    if [ "$(id -u)" = 0 ]; then
        exec setpriv --reuid="$user" --regid="$user" --init-groups --no-new-privs node "$app/runner.cjs" "$@"
    fi
    exec node "$app/runner.cjs" "$@"
}

# A folder of the host that is mounted for the state belongs to root at first.
if [ "$(id -u)" = 0 ] && [ -n "${BETON_STATE_DIR:-}" ]; then
    mkdir -p "$BETON_STATE_DIR" && chown "$user" "$BETON_STATE_DIR"
fi

if [ $# -gt 0 ]; then run "$@"; fi

if [ "$(id -u)" != 0 ]; then
    echo "cron needs root. As another user give the options of a single run, for example: --log text" >&2
    exit 2
fi

runner=
# Passes the wish to stop on and waits until the run has ended where the next start goes on (at most 8 seconds).
stop() {
    trap '' TERM INT USR1
    if [ -n "$runner" ]; then
        kill -TERM "$runner" 2>/dev/null
        wait "$runner"
    fi
    exit "$1"
}
trap 'stop 0' TERM INT
trap 'stop 1' USR1

rm -f "$bell"
mkfifo -m 600 "$bell" || exit 1
# Open for writing too: else the first ring would also be the last.
exec 3<>"$bell"

{
    cron -f
    echo "cron has ended, so this container ends as well." >&2
    kill -USR1 $$
} &

while :; do
    (run) &
    runner=$!
    wait "$runner"
    runner=
    read -r _ <&3
done
