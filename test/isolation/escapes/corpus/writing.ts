import { byBoth, byCommand, byHandler, type EscapeCase } from '../escape-case.ts';

/** Attempts to change files that are none of the task's. */
export const WRITING: readonly EscapeCase[] = [
  ...byBoth('writes beside the project', 'write', { write: ({ outside }) => `${outside}/made` }),
  ...byBoth('writes beside the project by ..', 'write', {
    write: ({ project }) => `${project}/../outside/made`,
  }),
  ...byBoth('writes through a link that the project holds', 'write', {
    write: ({ project }) => `${project}/link-to-outside/made`,
  }),
  ...byBoth('writes to the host by /proc/self/root', 'write', {
    write: ({ outside }) => `/proc/self/root${outside}/made`,
  }),
  ...byBoth("adds a key to the operator's SSH", 'write', {
    write: ({ operator }) => `${operator}/.ssh/authorized_keys`,
  }),
  ...byBoth("changes the operator's shell profile", 'write', {
    write: ({ operator }) => `${operator}/.bashrc`,
  }),
  ...byBoth('writes into another project', 'write', { write: ({ other }) => `${other}/secret.txt` }),
  ...byBoth("changes another project's state", 'write', {
    write: ({ data }) => `${data}/projects/other/state/state.sqlite`,
  }),
  ...byBoth("writes into another project's worktrees", 'write', {
    write: ({ data }) => `${data}/workspaces/other/made`,
  }),
  ...byBoth("writes into another project's home", 'write', {
    write: ({ data }) => `${data}/projects/other/home/.gitconfig`,
  }),
  ...byBoth("changes the operator's settings of the project", 'write', {
    write: ({ data }) => `${data}/projects/own/config.json`,
  }),
  ...byBoth('plants settings for the next task', 'write', {
    write: ({ project }) => `${project}/.poppo/config.json`,
  }),
  ...byBoth('plants credentials for the next task', 'write', {
    write: ({ project }) => `${project}/.poppo/credentials.json`,
  }),
  ...byBoth("puts a link in place of the project's folder for output", 'write', {
    script: ({ project, outside }, load) => {
      const fs = load('node:fs');
      fs.rmSync(`${project}/.poppo/logs/output`, { recursive: true });
      fs.symlinkSync(outside, `${project}/.poppo/logs/output`);
    },
  }),
  ...byBoth("puts another folder in place of the project's .poppo", 'write', {
    script: ({ project }, load) => {
      const fs = load('node:fs');
      fs.renameSync(`${project}/.poppo`, `${project}/moved`);
      fs.mkdirSync(`${project}/.poppo`);
      fs.writeFileSync(`${project}/.poppo/config.json`, '{}');
    },
  }),
  ...byBoth('leads the path of its project to another one', 'write', {
    script: ({ alias, other }, load) => {
      const fs = load('node:fs');
      fs.rmSync(alias);
      fs.symlinkSync(other, alias);
    },
  }),
  ...byBoth('puts a link in place of its project', 'write', {
    script: ({ project, outside, other }, load) => {
      const fs = load('node:fs');
      fs.renameSync(project, `${outside}/moved`);
      try {
        fs.symlinkSync(other, project);
        fs.rmSync(project);
        fs.writeFileSync(`${outside}/made`, 'made');
      } finally {
        fs.renameSync(`${outside}/moved`, project);
      }
    },
  }),
  ...byBoth('opens folders of the host to everybody', 'write', {
    script: ({ outside }, load) => load('node:fs').chmodSync(outside, 0o777),
  }),
  ...byBoth('removes files of the host', 'write', {
    script: ({ outside }, load) => load('node:fs').rmSync(`${outside}/secret.txt`),
  }),
  ...byBoth("fills the host's folder for temporary files", 'write', {
    script: ({ temporary }, load) => {
      const fs = load('node:fs');
      fs.writeFileSync(`${temporary}-sparse`, '');
      fs.truncateSync(`${temporary}-sparse`, 2 ** 36);
    },
  }),
  ...byBoth(
    'writes into folders that workers load code from',
    'write',
    {
      script: ({ modules, data }, load) => {
        const fs = load('node:fs');
        const caches = (): string[] => {
          try {
            return fs
              .readdirSync(`${data}/compile-cache`)
              .map((name: string) => `${data}/compile-cache/${name}`);
          } catch {
            return [];
          }
        };
        for (const folder of [...modules, ...caches(), `${data}/plugins`]) {
          try {
            fs.writeFileSync(`${folder}/made-by-escape`, '');
            fs.rmSync(`${folder}/made-by-escape`);
            return 'REACHED';
          } catch {
            // The next may do.
          }
        }
        return '';
      },
    },
    { where: 'owns-code' },
  ),
  byHandler('backs a database up to the host', 'write', {
    script: async ({ outside }, load) => {
      const { DatabaseSync, backup } = load('node:sqlite');
      await backup(new DatabaseSync(':memory:'), `${outside}/made`);
    },
  }),
  byHandler('has SQL write a file of the host', 'write', {
    script: ({ outside }, load) => {
      const { DatabaseSync } = load('node:sqlite');
      new DatabaseSync(':memory:').exec(`vacuum into '${outside}/made'`);
    },
  }),
  byHandler('has a report written to the host', 'write', {
    script: ({ outside }) => {
      process.report.directory = outside;
      process.report.writeReport('made');
    },
  }),
  byHandler('has a snapshot of its heap written to the host', 'write', {
    script: ({ outside }, load) => load('node:v8').writeHeapSnapshot(`${outside}/made`),
  }),
  byHandler(
    'that may only read writes into the project',
    'write',
    {
      script: ({ project }, load) => {
        load('node:fs').writeFileSync(`${project}/made`, '');
        return 'REACHED';
      },
    },
    { grant: 'read' },
  ),
  byCommand(
    'that may only read writes into the project',
    'write',
    {
      shell: ': > "$project/made" && echo REACHED',
    },
    { grant: 'commands and read' },
  ),
  byHandler(
    'that may only read plants settings of git in the home of the project',
    'write',
    {
      script: (_place, load) => {
        load('node:fs').writeFileSync(`${load('node:os').homedir()}/.gitconfig`, '');
        return 'REACHED';
      },
    },
    { grant: 'read' },
  ),
];
