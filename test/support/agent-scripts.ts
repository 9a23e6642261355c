/** A script of a project that leaves processes behind: one in the background, one in a session of its own. */
const LEAVE_PROCESSES = `#!/bin/sh
sleep 1000 &
echo $! >> pids
setsid sleep 1000 > /dev/null 2>&1 &
echo $! >> pids
`;

/** A script of a project that leaves processes behind, sends a signal to the agent itself, and continues. */
const SIGNAL_AGENT = `#!/bin/sh
. ./leave-processes.sh
pid=$$
while [ "$(basename "$(readlink /proc/$pid/exe)")" != claude ]; do
  pid=$(awk '/^PPid/ { print $2 }' /proc/$pid/status)
done
echo $pid >> pids
kill -s "$1" $pid
sleep 1000
`;

/** A script of a project that leaves processes behind, says that it has begun, and continues. */
const GO_ON = `#!/bin/sh
. ./leave-processes.sh
echo $$ >> pids
echo begun > begun
sleep 1000
`;

/** The scripts by the paths that they use. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  'leave-processes.sh': LEAVE_PROCESSES,
  'signal-agent.sh': SIGNAL_AGENT,
  'go-on.sh': GO_ON,
};
