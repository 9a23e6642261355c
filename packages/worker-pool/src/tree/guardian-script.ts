/**
 * The guardian's shell script, for any POSIX shell with `grep`, `tr` and `xargs`. It waits until its standard input ends,
 * then stops the marked processes and all below them until two looks find the same, kills those, and ends when two looks
 * in a row find none. `$POOL_ID` is the pool's. On macOS the marks are looked for in what `ps` shows of the processes'
 * environments; it hides those of programs that belong to the system.
 */
export function guardianScript(platform: NodeJS.Platform): string {
  return `${platform === 'linux' ? FIND_BY_PROC : FIND_BY_PS}\n${SWEEP}`;
}

const FIND_BY_PROC = String.raw`
# Some greps take NUL for the end of a text.
if printf 'a\0b' | grep -qF b; then one_grep=yes; else one_grep=; fi
marked() {
  if [ "$one_grep" ]; then
    printf '%s\n' /proc/[0-9]*/environ | xargs grep -slF -- "$mark"
  else
    for file in /proc/[0-9]*/environ; do
      tr '\0' '\n' <"$file" 2>/dev/null | grep -qF -- "$mark" && echo "$file"
    done
  fi | while IFS=/ read -r _ _ pid _; do echo "$pid"; done
}
below() {
  for pid in $1; do
    echo "$pid"
    for file in /proc/"$pid"/task/*/children; do
      children=
      [ -r "$file" ] && read -r children <"$file"
      [ "$children" ] && below "$children"
    done
  done
}
find_all() { below "$(marked)"; }
`;

const FIND_BY_PS = String.raw`
find_all() {
  ps -axEww -o pid= -o command= | while read -r pid rest; do
    case $rest in *"$mark"*) echo "$pid" ;; esac
  done
}
`;

const SWEEP = String.raw`
exec 2>/dev/null
trap '' HUP INT QUIT TERM PIPE
while read -r _; do :; done
mark=POPPOBUILDER_WORKER_ID=$POOL_ID-
none=0
while [ "$none" -lt 2 ]; do
  found=$(find_all)
  if [ -z "$found" ]; then none=$((none + 1)); continue; fi
  none=0
  looks=0
  while [ "$looks" -lt 50 ]; do
    kill -STOP $found
    again=$(find_all)
    [ "$again" = "$found" ] && break
    found=$again
    looks=$((looks + 1))
  done
  [ "$found" ] && kill -KILL $found
done
`;
