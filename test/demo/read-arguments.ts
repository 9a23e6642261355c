import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

/** The issue on GitHub to work on. */
export interface RealIssue {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** What the command line asks for. */
export type Request =
  | { readonly kind: 'help' }
  | { readonly kind: 'stand-ins'; readonly keepsOpen: boolean }
  | ({ readonly kind: 'real' } & RealIssue);

/** How the demo is called. */
export const USAGE = `Usage: npx -y pnpm@12 demo [--open | --repo <owner>/<name> --issue <number>]

Without flags, a whole story through the daemon, on stand-ins: no network, no credentials, nothing to pay.

  --open                  open the daemon's page in the browser, and leave the daemon running after the story
  --repo <owner>/<name>   work on an issue of this repository on GitHub, and open a pull request
  --issue <number>        which one

With both: GITHUB_TOKEN (or GH_TOKEN) signs in at GitHub, ANTHROPIC_API_KEY or your own login of claude at the model.
GITHUB_API_URL names a GitHub Enterprise Server: https://github.example.com/api/v3.`;

const OPTIONS = {
  repo: { type: 'string' },
  issue: { type: 'string' },
  open: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line. Throws a {@link UsageError}. */
export function readArguments(args: readonly string[]): Request {
  const { repo: place, issue, open: keepsOpen = false, help } = parse(args);
  if (help === true) return { kind: 'help' };
  if (place === undefined && issue === undefined) return { kind: 'stand-ins', keepsOpen };
  if (keepsOpen) throw new UsageError('--open goes with the stand-ins: leave --repo and --issue out.');
  if (place === undefined || issue === undefined) {
    throw new UsageError('--repo and --issue go together: name both, or neither.');
  }
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(place) ?? [];
  if (owner === undefined || repo === undefined) {
    throw new UsageError(
      `--repo must be <owner>/<name>, such as acme/shop, and not ${JSON.stringify(place)}.`,
    );
  }
  if (!/^[1-9]\d{0,14}$/.test(issue)) {
    throw new UsageError(`--issue must be the number of an issue, and not ${JSON.stringify(issue)}.`);
  }
  return { kind: 'real', owner, repo, number: Number(issue) };
}

function parse(args: readonly string[]): { repo?: string; issue?: string; open?: boolean; help?: boolean } {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
