import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TaskRunner } from '@poppobuilder/core';
import { openRunner, type Way } from '../runners.ts';
import { HIDDEN_TEXTS } from './corpus/hidden-texts.ts';
import { PARSED_TEXTS } from './corpus/parsed-texts.ts';
import { STRANGERS } from './corpus/strangers.ts';
import { VISIBLE_TEXTS } from './corpus/visible-texts.ts';
import type { InjectedText } from './injection-case.ts';
import { type Asked, createInjectedWorld, type InjectedWorld } from './injected-world.ts';
import { placeText } from './place-text.ts';

/** All texts of the corpus. */
export const TEXTS: readonly InjectedText[] = [
  ...HIDDEN_TEXTS,
  ...PARSED_TEXTS,
  ...STRANGERS,
  ...VISIBLE_TEXTS,
];

/** A block of data in a prompt. */
const BLOCK =
  /^<(issue|comment|pull-request|earlier-comment|diff)((?: [a-z]+="[^"<>\n]*")*)>\n[\s\S]*?\n<\/\1>$/gm;

/** Tasks that run at once. */
const AT_ONCE = 4;

/** Runs a task for each text, and returns what went wrong. */
export async function meetTexts(way: Way, given: readonly InjectedText[]): Promise<readonly string[]> {
  await using injected = await createInjectedWorld();
  await using runner = openRunner(injected.world, way);
  const wrong: string[] = [];
  for (let first = 0; first < given.length; first += AT_ONCE) {
    const texts = given.slice(first, first + AT_ONCE).map((text, index) => [text, first + index] as const);
    const met = await Promise.all(texts.map(([text, index]) => meetText(injected, runner, text, index)));
    const asked = injected.takeAsked();
    for (const { text, canary, worktree } of met) {
      const own = asked.filter(({ cwd }) => basename(cwd) === worktree);
      wrong.push(
        ...judge(injected, text, canary, own).map((what) => `${text.place}, ${text.title}: ${what}`),
      );
    }
  }
  return wrong;
}

interface Met {
  readonly text: InjectedText;
  readonly canary: string;
  readonly worktree: string;
}

async function meetText(
  { world }: InjectedWorld,
  runner: TaskRunner,
  text: InjectedText,
  index: number,
): Promise<Met> {
  const canary = `obey-${index}-now`;
  const { type, fields, worktree } = await placeText(world, text, canary);
  await runner.execute(world.task(type, fields));
  return { text, canary, worktree };
}

function judge(
  { world }: InjectedWorld,
  { place, payload, reaches }: InjectedText,
  canary: string,
  asked: readonly Asked[],
): readonly string[] {
  const [{ prompt, arguments: args, cwd } = { prompt: '', arguments: [], cwd: world.workspaces }] = asked;
  const file = join(cwd, place === 'pull-settings' ? payload : '-');
  const told = [...args, existsSync(file) ? readFileSync(file, 'utf8') : ''].join('\n');
  const faults = {
    'the agent was not asked once': asked.length !== 1,
    "it is among the agent's instructions": told.includes(canary),
    'it does not reach the agent': reaches && !prompt.includes(canary),
    'it reaches the agent': !reaches && prompt.includes(canary),
    'it is outside of its block': prompt.replaceAll(BLOCK, '').includes(canary),
    'the agent reads what nobody sees': INVISIBLE.test(prompt),
  };
  return Object.entries(faults).flatMap(([what, isTrue]) => (isTrue ? [what] : []));
}

const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Default_Ignorable_Code_Point}]/u;
