// Told 'start', starts a command in a group of its own; told 'stop', ends the group and looks that nothing is left.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

let command;

process.send('ready');
process.on('message', async (message) => {
  if (message === 'start') {
    command = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    await once(command, 'spawn');
    process.send('started');
    return;
  }
  const exited = once(command, 'exit');
  process.kill(-command.pid, 'SIGTERM');
  await exited;
  process.send(membersOf(command.pid));
});
process.on('disconnect', () => process.exit());

function membersOf(group) {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && groupOf(pid) === String(group)).length;
}

function groupOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ', 3)[2];
  } catch {
    return undefined;
  }
}
