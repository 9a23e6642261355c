import { byBoth, byCommand, byHandler, type EscapeCase } from '../escape-case.ts';

/** Attempts to reach other processes, their memory and what they hold. */
export const PROCESSES: readonly EscapeCase[] = [
  ...byBoth('signals the host', 'reach', { script: ({ hostPid }) => process.kill(hostPid, 0) && 'REACHED' }),
  ...byBoth('signals a process of the same user', 'reach', {
    script: ({ bystanderPid }) => process.kill(bystanderPid, 'SIGCONT') && 'REACHED',
  }),
  ...byBoth('changes the priority of the host', 'reach', {
    script: ({ hostPid }, load) => {
      const os = load('node:os');
      os.setPriority(hostPid, os.getPriority(hostPid));
      return 'REACHED';
    },
  }),
  byHandler(
    'without permissions signals the host',
    'reach',
    {
      script: ({ hostPid }) => process.kill(hostPid, 0) && 'REACHED',
    },
    { grant: 'nothing' },
  ),
  ...byBoth('reads the environment of another process', 'read', {
    file: ({ bystanderPid }) => `/proc/${bystanderPid}/environ`,
  }),
  byHandler(
    'with all files reads the environment of another process',
    'read',
    {
      file: ({ bystanderPid }) => `/proc/${bystanderPid}/environ`,
    },
    { grant: 'all files' },
  ),
  ...byBoth('searches the environment of every process', 'read', {
    script: ({ pattern }, load) => {
      const fs = load('node:fs');
      for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
          const [found] = new RegExp(pattern).exec(fs.readFileSync(`/proc/${pid}/environ`, 'latin1')) ?? [];
          if (found !== undefined) return found;
        } catch {
          // It belongs to another user, or has ended.
        }
      }
      return '';
    },
  }),
  ...byBoth(
    'reads the memory of another process',
    'read',
    {
      script: ({ bystanderPid, pattern }, load) => {
        const fs = load('node:fs');
        const memory = fs.openSync(`/proc/${bystanderPid}/mem`, 'r');
        const maps = fs.readFileSync(`/proc/${bystanderPid}/maps`, 'latin1');
        const [, from = '', to = ''] = /^(\w+)-(\w+) .*\[stack\]$/m.exec(maps) ?? [];
        const start = Number.parseInt(from, 16);
        const bytes = Buffer.alloc(Number.parseInt(to, 16) - start);
        fs.readSync(memory, bytes, 0, bytes.length, start);
        return new RegExp(pattern).exec(bytes.toString('latin1'))?.[0];
      },
    },
    { where: 'trace' },
  ),
  ...byBoth('reads a removed file by the descriptor of another process', 'read', {
    file: ({ bystanderPid }) => `/proc/${bystanderPid}/fd/3`,
  }),
  ...byBoth('reads a file by the root of another process', 'read', {
    file: ({ bystanderPid, outside }) => `/proc/${bystanderPid}/root${outside}/secret.txt`,
  }),
  byCommand(
    'traces another process',
    'reach',
    {
      shell: `perl -e '
      my $trace = { x86_64 => 101, aarch64 => 117 }->{(split " ", \`uname -m\`)[0]};
      print "REACHED" if syscall($trace, 0x4206, 0 + $ENV{bystanderPid}, 0, 0) == 0;'`,
    },
    { where: 'trace' },
  ),
  byCommand(
    'takes the file of another process by its descriptor',
    'read',
    {
      shell: `perl -e '
      my $process = syscall(434, 0 + $ENV{bystanderPid}, 0);
      my $taken = syscall(438, $process, 3, 0);
      open(my $file, "<&=", $taken) or exit; seek($file, 0, 0); print <$file>;'`,
    },
    { where: 'trace' },
  ),
  byCommand(
    'takes the pipes that its worker speaks to the host by',
    'reach',
    {
      shell: `perl -e '
      my $pid = getppid;
      for (1..6) {
        for my $descriptor (3, 4) {
          my $process = syscall(434, 0 + $pid, 0);
          next if $process < 0;
          print "REACHED" if syscall(438, $process, $descriptor, 0) >= 0 and readlink("/proc/$pid/exe") =~ /node/;
        }
        open(my $status, "<", "/proc/$pid/status") or last;
        ($pid) = map { /^PPid:\\s+(\\d+)/ } <$status>;
        last unless $pid;
      }'`,
    },
    { where: 'trace' },
  ),
  byCommand('inherits descriptors of its worker', 'reach', {
    shell: 'for n in 3 4 5 6 7 8 9; do [ ! -e /proc/self/fd/$n ] || echo REACHED; done',
  }),
  byCommand(
    'finds a secret in the memory of its worker',
    'read',
    {
      script: ({ pattern }, load) => {
        const fs = load('node:fs');
        const search = (pid: number): string | undefined => {
          const memory = fs.openSync(`/proc/${pid}/mem`, 'r');
          const bytes = Buffer.alloc(2 ** 20);
          for (const line of fs.readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
            const [, from = '', to = ''] = /^(\w+)-(\w+) rw/.exec(line) ?? [];
            for (let at = Number.parseInt(from, 16); at < Number.parseInt(to, 16); at += bytes.length - 64) {
              try {
                const length = Math.min(bytes.length, Number.parseInt(to, 16) - at);
                const count = fs.readSync(memory, bytes, 0, length, at);
                const [found] = new RegExp(pattern).exec(bytes.toString('latin1', 0, count)) ?? [];
                if (found !== undefined) return found;
              } catch {
                break;
              }
            }
          }
          return undefined;
        };
        // From itself up: the shells, and what started them.
        const above: number[] = [];
        for (let pid = process.ppid; pid > 0 && above.length < 6;) {
          above.push(pid);
          try {
            pid = Number(/^PPid:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
          } catch {
            pid = 0;
          }
        }
        for (const pid of new Set([...above, 1, 2, 3, 4, 5])) {
          try {
            const program = fs.readlinkSync(`/proc/${pid}/exe`);
            const found = program.endsWith('/node') && pid !== process.pid ? search(pid) : undefined;
            if (found !== undefined) return found;
          } catch {
            // Another user's, or ended.
          }
        }
        return '';
      },
    },
    { grant: 'commands and secrets', where: 'trace' },
  ),
  byCommand('has a secret in its environment', 'read', { shell: 'env' }, { grant: 'commands and secrets' }),
  byCommand("has a token of the host's in its environment", 'read', { shell: 'env; cat /proc/self/environ' }),
  byHandler(
    "has a token of the host's in its environment",
    'read',
    {
      script: () => JSON.stringify(process.env),
    },
    { grant: 'nothing' },
  ),
  byHandler(
    'finds a secret that it did not declare in a report about its process',
    'read',
    {
      script: () => JSON.stringify(process.report.getReport()),
    },
    { grant: 'nothing' },
  ),
  byHandler(
    'finds a secret that it did not declare in its heap',
    'read',
    {
      script: async ({ pattern }, load) => {
        const { getHeapSnapshot } = load('node:v8');
        let rest = '';
        for await (const chunk of getHeapSnapshot() as AsyncIterable<Buffer>) {
          rest = rest.slice(-100) + String(chunk);
          const [found] = new RegExp(pattern).exec(rest) ?? [];
          if (found !== undefined) return found;
        }
        return '';
      },
    },
    { grant: 'nothing' },
  ),
  byCommand(
    'enters the namespaces of the host',
    'reach',
    {
      shell: 'nsenter --target "$hostPid" --mount --pid true && echo REACHED',
    },
    { where: 'root' },
  ),
  byCommand(
    'types into the terminal of the operator',
    'write',
    {
      shell: `perl -e 'open(my $terminal, "+<", $ENV{terminal}) or exit; my $key = "a"; print "REACHED" if ioctl($terminal, 0x5412, $key);'`,
    },
    { where: 'root' },
  ),
  byCommand('writes to the terminal of the operator', 'reach', {
    shell: 'printf "" > "$terminal" && echo REACHED',
  }),
];
