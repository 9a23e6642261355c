// Told by a message to run a command line, and answers with its exit code.
import { spawn } from 'node:child_process';

process.on('message', ([command, ...args]) => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.once('exit', (exitCode) => process.send(exitCode));
});
process.on('disconnect', () => process.exit());
process.send('ready');
