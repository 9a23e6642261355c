import { byBoth, byCommand, type EscapeCase } from '../escape-case.ts';

/** Attempts to change the machine, or to gain rights on it. */
export const KERNEL: readonly EscapeCase[] = [
  ...byBoth(
    'sets the program that the kernel runs after a crash',
    'write',
    {
      script: (_place, load) => {
        const fs = load('node:fs');
        const file = '/proc/sys/kernel/core_pattern';
        // What is written is what is there already.
        fs.writeFileSync(file, fs.readFileSync(file));
        return 'REACHED';
      },
    },
    { where: 'root' },
  ),
  byCommand('sees the devices of the machine', 'read', {
    shell: 'ls /sys/devices/system/cpu >/dev/null && echo REACHED',
  }),
  byCommand(
    'makes a device',
    'write',
    {
      shell: 'mknod device c 1 8 && [ "$(head -c 1 device | wc -c)" = 1 ] && echo REACHED; rm -f device',
    },
    { where: 'root' },
  ),
  byCommand(
    'mounts a file system',
    'write',
    {
      shell: 'mount -t tmpfs none folder && echo REACHED; umount folder',
    },
    { where: 'root' },
  ),
  byCommand('could gain rights by a setuid program', 'reach', {
    shell: 'grep -q "^NoNewPrivs:.*0" /proc/self/status && echo REACHED',
  }),
  byCommand(
    'has capabilities over the machine',
    'reach',
    {
      shell: 'grep -q "^CapEff:.*0000000000000000$" /proc/self/status || echo REACHED',
    },
    { where: 'root' },
  ),
  byCommand(
    'changes the name of the machine',
    'write',
    {
      shell: 'hostname "$(hostname)" && echo REACHED',
    },
    { where: 'root' },
  ),
];
