import { answerTask, type Decision, type RuleContext } from './rule.ts';

/** Heads of a pull request whose failed checks are worked on. */
const MAX_ROUNDS = 2;

const FAILED: ReadonlySet<string> = new Set(['failure', 'timed_out', 'startup_failure', 'action_required']);

/** When all checks of the head of our pull request have ended and some failed, the agent is told: at most twice. */
export async function decideChecks(context: RuleContext, number: number): Promise<Decision> {
  const { config, reader } = context;
  const pull = config.checks ? await reader.pull(number) : undefined;
  if (pull === undefined || pull.state !== 'open' || !(await reader.isOurs(pull))) return {};
  const { sha } = pull.head;
  const checks = await reader.checks(sha);
  const hasEnded = checks.every(({ status }) => status === 'completed');
  if (!hasEnded || !checks.some(({ conclusion }) => FAILED.has(conclusion ?? ''))) return {};
  if (!(await takesRound(context, number, sha))) return {};
  return { tasks: [answerTask(reader, number, { kind: 'checks', id: sha })] };
}

/** A head counts once, however often its event comes. */
async function takesRound({ state }: RuleContext, number: number, sha: string): Promise<boolean> {
  const rounds = await state.update(`checks/${number}`, (value) => {
    const heads = Array.isArray(value) ? value : [];
    return heads.includes(sha) || heads.length >= MAX_ROUNDS ? heads : [...heads, sha];
  });
  return Array.isArray(rounds) && rounds.includes(sha);
}
