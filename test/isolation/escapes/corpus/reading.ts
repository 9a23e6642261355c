import { byBoth, byCommand, byHandler, type EscapeCase } from '../escape-case.ts';

/** Attempts to read files that are none of the task's. */
export const READING: readonly EscapeCase[] = [
  ...[
    { what: 'SSH key', name: '.ssh/id_ed25519' },
    { what: 'git credentials', name: '.git-credentials' },
    { what: 'login of gh', name: '.config/gh/hosts.yml' },
    { what: 'npm token', name: '.npmrc' },
    { what: 'AWS credentials', name: '.aws/credentials' },
  ].flatMap(({ what, name }) =>
    byBoth(`reads the operator's ${what}`, 'read', { file: ({ operator }) => `${operator}/${name}` }),
  ),
  ...byBoth("lists the operator's home", 'read', {
    script: ({ operator }, load) => load('node:fs').readdirSync(operator).join(),
  }),
  ...byBoth('reads a file beside the project', 'read', { file: ({ outside }) => `${outside}/secret.txt` }),
  ...byBoth('reads a file beside the project by ..', 'read', {
    file: ({ project }) => `${project}/folder/../../outside/secret.txt`,
  }),
  ...byBoth('reads a file of the host by /proc/self/root', 'read', {
    file: ({ outside }) => `/proc/self/root${outside}/secret.txt`,
  }),
  ...byBoth('reads a file of the host by /proc/self/cwd', 'read', {
    file: () => '/proc/self/cwd/../outside/secret.txt',
  }),
  ...byBoth('reads through a link that the project holds', 'read', {
    file: ({ project }) => `${project}/link-to-secret`,
  }),
  ...byBoth('reads through a folder that is a link', 'read', {
    file: ({ project }) => `${project}/link-to-outside/secret.txt`,
  }),
  ...byBoth('reads through a folder while it is swapped for a link', 'read', {
    script: ({ project }, load) => {
      const fs = load('node:fs');
      const at = `${project}/swap`;
      for (let round = 0; round < 200; round += 1) {
        const [now, next] = round % 2 === 0 ? ['plain', 'leading'] : ['leading', 'plain'];
        fs.renameSync(at, `${at}-${now}`);
        fs.renameSync(`${at}-${next}`, at);
        try {
          const text = fs.readFileSync(`${at}/secret.txt`, 'utf8');
          if (text.startsWith('loot')) return text;
        } catch {
          // It is not there yet.
        }
      }
      return '';
    },
  }),
  byCommand('reads through a folder that another process swaps for a link', 'read', {
    shell: `
      (
        for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
          mv swap swap-plain; mv swap-leading swap; mv swap swap-leading; mv swap-plain swap
        done
        : > stop
      ) &
      until [ -e stop ]; do
        read -r text < swap/secret.txt || :
        case $text in loot*) echo "$text";; esac
      done 2>/dev/null | head -n 1
      wait`,
  }),
  ...byBoth('reads a file of the host by a hard link of its own', 'read', {
    script: ({ project, outside }, load) => {
      const fs = load('node:fs');
      fs.linkSync(`${outside}/secret.txt`, `${project}/linked`);
      return fs.readFileSync(`${project}/linked`, 'utf8');
    },
  }),
  ...byBoth("reads its project's credentials", 'read', {
    file: ({ project }) => `${project}/.poppo/credentials.json`,
  }),
  ...byBoth("reads its project's credentials by /proc/self/cwd", 'read', {
    file: () => '/proc/self/cwd/.poppo/credentials.json',
  }),
  byHandler(
    "with all files reads its project's credentials",
    'read',
    {
      file: ({ project }) => `${project}/.poppo/credentials.json`,
    },
    { grant: 'all files' },
  ),
  byCommand(
    "that may only read reads its project's credentials",
    'read',
    {
      file: ({ project }) => `${project}/.poppo/credentials.json`,
    },
    { grant: 'commands and read' },
  ),
  byHandler(
    "that may only read reads its project's credentials",
    'read',
    {
      file: ({ project }) => `${project}/.poppo/credentials.json`,
    },
    { grant: 'read' },
  ),
  byHandler(
    'without files reads the project',
    'read',
    {
      file: ({ project }) => `${project}/.poppo/credentials.json`,
    },
    { grant: 'nothing' },
  ),
  byCommand(
    'without files reads the project',
    'read',
    {
      script: ({ project }, load) => {
        const fs = load('node:fs');
        return fs.existsSync(`${project}/folder/file.txt`) && 'REACHED';
      },
    },
    { grant: 'commands without files' },
  ),
  byCommand(
    "in a namespace of its own takes away what covers its project's credentials",
    'read',
    {
      shell: `unshare -Urm sh -c '
      umount "$project/.poppo"; umount -l "$project/.poppo"; umount -R "$project"; cat "$project/.poppo/credentials.json"
      mkdir folder/new; mount --bind "$project" folder/new; cat folder/new/.poppo/credentials.json
      mount --rbind / folder/new; umount -R folder/new/proc; cat "folder/new$outside/secret.txt"'`,
    },
    { where: 'userns' },
  ),
  byCommand(
    'leaves a chroot of its own',
    'read',
    {
      shell: `unshare -Ur perl -e '
      mkdir "inner"; chroot "inner"; chdir ".." for 1..40; chroot "."; exec "/bin/cat", "$ENV{outside}/secret.txt";'`,
    },
    { where: 'userns' },
  ),
  ...byBoth('reads a file of another project', 'read', { file: ({ other }) => `${other}/secret.txt` }),
  ...byBoth("reads another project's credentials", 'read', {
    file: ({ other }) => `${other}/.poppo/credentials.json`,
  }),
  ...byBoth("reads another project's state", 'read', {
    file: ({ data }) => `${data}/projects/other/state/state.sqlite`,
  }),
  byHandler("attaches another project's state to a database", 'read', {
    script: ({ data }, load) => {
      const { DatabaseSync } = load('node:sqlite');
      const database = new DatabaseSync(':memory:');
      database.exec(`attach '${data}/projects/other/state/state.sqlite' as other`);
      return JSON.stringify(database.prepare('select * from other.state').all());
    },
  }),
  ...byBoth(
    'reads the password hashes of the machine',
    'read',
    {
      script: (_place, load) => {
        const fs = load('node:fs');
        return fs.readFileSync('/etc/shadow', 'utf8').startsWith('root:') && 'REACHED';
      },
    },
    { where: 'root' },
  ),
  ...byBoth("reads the host's shared memory", 'read', { file: ({ sharedMemory }) => sharedMemory }),
  ...byBoth('imports a module of the host by its file: URL', 'read', {
    script: async ({ outside }) => {
      const address = `file://${outside}/secret.mjs`;
      return ((await import(address)) as { default: string }).default;
    },
  }),
  byCommand('reads a file of the host by a path with %2e', 'read', {
    script: ({ project }, load) =>
      load('node:fs').readFileSync(new URL(`file://${project}/%2e%2e/outside/secret.txt`), 'utf8'),
  }),
  byHandler('reads a file of the host by a path of bytes', 'read', {
    script: ({ project }, load) =>
      load('node:fs').readFileSync(
        new TextEncoder().encode(`${project}/../outside/secret.txt`) as Buffer,
        'utf8',
      ),
  }),
  byHandler('reads a file of the host by a blob', 'read', {
    script: async ({ outside }, load) => (await load('node:fs').openAsBlob(`${outside}/secret.txt`)).text(),
  }),
  byHandler('reads a file of the host as an environment file', 'read', {
    script: ({ outside }) => {
      process.loadEnvFile(`${outside}/.env`);
      return process.env['LOADED'];
    },
  }),
  byHandler('copies a folder of the host into the project', 'read', {
    script: ({ outside, project }, load) => {
      const fs = load('node:fs');
      fs.cpSync(outside, `${project}/copy`, { recursive: true });
      return fs.readFileSync(`${project}/copy/secret.txt`, 'utf8');
    },
  }),
  byHandler('requires a JSON file of the host', 'read', {
    script: ({ outside }, load) => JSON.stringify(load(`${outside}/secret.json`)),
  }),
  byHandler('searches a folder of the host by a pattern', 'read', {
    script: ({ operator }, load) => load('node:fs').globSync('.loot*', { cwd: operator }).join(),
  }),
  byHandler('reads a file of the host by a binding of Node', 'read', {
    script: ({ outside }) => {
      const { binding } = process as unknown as {
        binding: (name: string) => Record<string, (...all: unknown[]) => unknown>;
      };
      const fs = binding('fs');
      return (
        fs['readFileUtf8']?.(`${outside}/secret.txt`, 0) ??
        fs['open']?.(`${outside}/secret.txt`, 0, 0) === undefined
      );
    },
  }),
  byHandler('changes into a folder of the host', 'read', {
    script: ({ outside, project }, load) => {
      process.chdir(outside);
      try {
        return load('node:fs').readFileSync('secret.txt', 'utf8');
      } finally {
        process.chdir(project);
      }
    },
  }),
];
