import { CommandRunner, defineService, TaskExecutor } from '@poppobuilder/core';
import releaseNotes, { History } from '@poppobuilder/example-third-party-plugin';
import customCommand from '@poppobuilder/plugin-custom-command';

// Usage: node main.js [folder of a git repository]
const [projectPath = process.cwd()] = process.argv.slice(2);

// The plugin's own history has all commits; this one has those of the main line.
const mainLine = defineService({
  token: History,
  services: { commands: CommandRunner },
  create: ({ commands }) => ({
    async subjects(count) {
      const args = ['log', '--first-parent', `--max-count=${count}`, '--format=%s'];
      return (await commands.run('git', args)).stdout.trim().split('\n');
    },
  }),
});

await using executor = new TaskExecutor({ plugins: [customCommand, releaseNotes], services: [mainLine] });
executor.on('task-started', ({ task }) => console.log(`${task.id} started`));

const project = { projectId: 'example', projectPath };
const fetch = { type: 'custom-command', ...project, command: 'git', args: ['fetch', '--all'] };
await executor.execute({ id: 'fetch-1', ...fetch });
const { fixes, changes } = await executor.execute({ id: 'notes-1', type: 'release-notes', ...project });
console.log(JSON.stringify({ fixes, changes }));
