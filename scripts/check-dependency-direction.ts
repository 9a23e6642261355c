import { listPackages, type Manifest, type WorkspacePackage } from './workspace.ts';

/** What each package may depend on: `*` is everything, `plugins/*` every plugin. A package that is not listed fails. */
const allowed: Record<string, string[]> = {
  'packages/core': [],
  'packages/worker-pool': ['packages/core'],
  'packages/embedded-postgres': [],
  'packages/engine': ['packages/core', 'packages/embedded-postgres'],
  'packages/result-cache': ['packages/core'],
  'packages/github': ['packages/core'],
  'packages/agent': ['packages/core'],
  'packages/agent-codex': ['packages/core', 'packages/agent'],
  'packages/workspace': ['packages/core'],
  'packages/github-tasks': ['packages/core', 'packages/github', 'packages/agent', 'packages/workspace'],
  'packages/api': ['packages/core', 'packages/engine'],
  'packages/telemetry': ['packages/core', 'packages/engine', 'packages/api'],
  'packages/testing': ['packages/core', 'packages/worker-pool', 'packages/github', 'packages/agent'],
  'packages/create-plugin': ['packages/core'],
  'packages/create-plugin/template': ['packages/core'],
  'plugins/*': [
    'packages/core',
    'packages/github',
    'packages/agent',
    'packages/workspace',
    'packages/github-tasks',
  ],
  'apps/dashboard': ['packages/api'],
  'apps/*': ['*'],
  'examples/*': ['*'],
  test: ['*'],
};

/** The kit for tests: every room but those it is made of may use it, in `devDependencies` only. */
const testKit = 'packages/testing';

const packages = listPackages();
const folderOf = new Map(packages.map(({ folder, manifest }) => [manifest.name, folder]));
const problems = packages.flatMap(findProblems);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

function findProblems({ folder, manifest }: WorkspacePackage): string[] {
  const targets = allowed[folder] ?? allowed[anyOfRoom(folder)];
  if (targets === undefined) {
    return [
      `${folder} is not in the table of scripts/check-dependency-direction.ts: say there what it may depend on.`,
    ];
  }
  return listDependencies(manifest).flatMap(({ name, kind }) => {
    const target = folderOf.get(name);
    if (target === undefined || target === folder) return [];
    if (targets.includes('*') || targets.includes(target)) return [];
    if (target === testKit && kind === 'devDependencies' && folder !== 'packages/core') return [];
    const list = targets.length === 0 ? 'no other room' : targets.join(', ');
    return [`${folder} has ${name} (${target}) in its ${kind}; it may depend on ${list}.`];
  });
}

function anyOfRoom(folder: string): string {
  return folder.replace(/\/.*/, '/*');
}

function listDependencies(manifest: Manifest): { name: string; kind: string }[] {
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;
  return kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}).map((name) => ({ name, kind })));
}
