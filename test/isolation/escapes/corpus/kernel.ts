import { byBoth, byCommand, type EscapeCase } from '../escape-case.ts';

/** The numbers of the calls for keys, and of what `keyctl` is asked for. */
const PERL_KEYS = `
  my $calls = { x86_64 => 248, aarch64 => 217 }->{(split " ", \`uname -m\`)[0]};
  my ($add, $keyctl, $keyring) = ($calls, $calls + 2, -4);
  my ($UNLINK, $SEARCH, $READ) = (9, 10, 11);`;

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
  byCommand(
    'reads a key of the operator',
    'read',
    {
      shell: `perl -e '${PERL_KEYS}
        my $type = "user"; my $key = $ENV{key}; my $text = "\\0" x 200;
        my $id = syscall($keyctl, $SEARCH, $keyring, $type, $key, 0);
        print $text if $id > 0 and syscall($keyctl, $READ, $id, $text, 200) > 0;'`,
    },
    { where: 'keyrings' },
  ),
  byCommand(
    'sees the names of keys of the operator',
    'read',
    { shell: 'grep -qF "$key" /proc/keys && echo REACHED' },
    { where: 'keyrings' },
  ),
  byCommand(
    'leaves a key for the tasks of other projects',
    'write',
    {
      shell: `perl -e '${PERL_KEYS}
        my $type = "user"; my $key = "left-$ENV{key}"; my $text = "text";
        my $id = syscall($add, $type, $key, $text, 4, $keyring);
        print "REACHED" if $id > 0 and syscall($keyctl, $UNLINK, $id, $keyring, 0, 0) == 0;'`,
    },
    { where: 'keyrings' },
  ),
];
