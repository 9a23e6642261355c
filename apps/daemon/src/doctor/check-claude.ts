import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { findHostProgram, hostSearchPath, isNode } from '@poppobuilder/core/runner-kit';
import { WorkerPool, type WorkerPoolOptions } from '@poppobuilder/worker-pool';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import { broken, fine, type Outcome } from './finding.ts';
import { runProgram } from './run-program.ts';

const INSTALL =
  'Install the Claude CLI (npm install --global @anthropic-ai/claude-code), or set `agent.command`.';

/** Starts each Claude CLI that a project uses. Rejects when one ends with an error. */
export async function checkClaude(
  { projects }: Pick<DaemonConfiguration, 'projects'>,
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const commands = new Set(Object.values(projects).flatMap((project) => commandOf(project) ?? []));
  if (Object.keys(projects).length === 0) commands.add('claude');
  if (commands.size === 0) return fine('No project uses the Claude CLI.');
  const versions: string[] = [];
  for (const command of commands) {
    const program = isAbsolute(command) ? command : findHostProgram(command, environment['PATH']);
    if (program === undefined) return broken(`There is no "${command}" on the PATH.`, INSTALL);
    const own = { PATH: hostSearchPath(environment['PATH']), HOME: homedir() };
    versions.push(`${program} is ${await runProgram(program, ['--version'], own)}`);
  }
  return fine(`${versions.join(', ')}.`);
}

/** Other agents have other commands. */
function commandOf({ sections }: ProjectConfiguration): string | undefined {
  const agent = isNode(sections['agent']) ? sections['agent'] : {};
  const { provider = 'claude', command = 'claude' } = agent as { provider?: string; command?: string };
  return provider === 'claude' ? command : undefined;
}

/** Asks the agent of the first project for one word, as a task does: in a worker, with its account. Rejects when it fails. */
export async function askClaude(
  options: Pick<WorkerPoolOptions, 'plugins' | 'from' | 'homeFolder' | 'environment' | 'isolation'>,
  { projects }: Pick<DaemonConfiguration, 'projects'>,
): Promise<Outcome> {
  const projectPath = await mkdtemp(join(tmpdir(), 'poppobuilder-doctor-'));
  const pool = new WorkerPool({ ...options, maxWorkers: 1 });
  try {
    const [agent] = Object.values(projects).flatMap(({ sections }) => sections.agent ?? []);
    const result = await pool.execute({
      id: 'doctor',
      type: 'claude-cli',
      projectId: 'doctor',
      projectPath,
      timeout: 120_000,
      instructions: 'Answer with the single word "ok". Use no tools.',
      maxTurns: 1,
      ...(agent === undefined ? {} : { projectConfig: { agent } }),
    });
    const { output, costUsd } = result as { readonly output?: unknown; readonly costUsd?: unknown };
    const cost = typeof costUsd === 'number' ? `, for ${costUsd.toFixed(4)} US dollars` : '';
    return fine(`It answers ${JSON.stringify(String(output).slice(0, 40))}${cost}.`);
  } finally {
    await pool.close();
    await rm(projectPath, { recursive: true, force: true });
  }
}
