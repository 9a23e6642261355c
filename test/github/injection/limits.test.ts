import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { run } from '../runners.ts';
import { createInjectedWorld } from './injected-world.ts';
import { LIMITS } from './corpus/limits.ts';

vi.setConfig({ testTimeout: 120_000 });

const MODEL = readFileSync(new URL('../../../docs/threat-model.md', import.meta.url), 'utf8');

it('the threat model lists the forms in which a secret is not found', () => {
  const [, list = ''] = /<!-- unmasked-forms -->\n(.*?)\n<!-- \/unmasked-forms -->/s.exec(MODEL) ?? [];
  expect(list.split('\n')).toEqual(LIMITS.map(({ title }) => `- ${title}`));
});

it.each(LIMITS)('does not find a secret $title', async ({ script, pushes = '' }) => {
  await using injected = await createInjectedWorld();
  const { github } = injected.world;
  const body = `\`\`\`attack\n${script}\n\`\`\`\n`;
  const { data } = await github.api('anna').rest.issues.create({ ...github.at, title: 'Do it', body });
  await run(injected.world, 'process-issue', { issueNumber: data.number });
  expect(github.remote.show(`poppo/issue-${data.number}`, pushes)).toBeDefined();
});
