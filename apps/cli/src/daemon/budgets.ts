import { InvalidArgumentError } from 'commander';
import { showList } from './list.ts';
import { type ClientOptions, runClient } from './run-client.ts';

/** Flags of `poppo budget override`. */
export interface OverrideOptions extends ClientOptions {
  readonly project?: string | undefined;
  readonly issue?: string | undefined;
  readonly all?: boolean | undefined;
  readonly usd?: string | undefined;
  readonly tokens?: string | undefined;
  readonly runs?: string | undefined;
  readonly until: string;
}

interface Amount {
  readonly cap: number;
  readonly spent: number;
}

/** Lists caps and what was spent. */
export async function showBudgets(options: ClientOptions): Promise<void> {
  await showList(options, async (client) => (await client.budgets.list()).items, {
    empty: 'There are no budgets.',
    head: ['SCOPE', 'PROJECT', 'USD', 'TOKENS', 'RUNS', 'UNKNOWN RUNS', 'UNTIL'],
    row: ({ scope, project, issue, usd, tokens, runs, unknownRuns, until }) => [
      scope,
      issue === undefined ? (project ?? 'all') : `${project}#${issue}`,
      amountOf(usd),
      amountOf(tokens),
      amountOf(runs),
      String(unknownRuns),
      until,
    ],
  });
}

const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

const amountOf = (amount: Amount | undefined): string | undefined =>
  amount && `${amount.spent} of ${amount.cap}`;

/** Raises a cap until a time. */
export async function overrideBudget(options: OverrideOptions): Promise<void> {
  const { project, issue, all, usd, tokens, runs, until } = options;
  if (project === undefined && all !== true)
    throw new InvalidArgumentError('Name what is raised: use --all, or --project with or without --issue.');
  await runClient(options, async ({ client, print }) => {
    const scope =
      project === undefined
        ? { all: true as const }
        : { project, issue: issue === undefined ? undefined : Number(issue) };
    const { items } = await client.budgets.override({
      scope,
      usd: numberOf(usd),
      tokens: numberOf(tokens),
      runs: numberOf(runs),
      until,
    });
    if (options.json === true) print.json(...items);
    else print.lines(`The cap is raised until ${until}.`);
  });
}
