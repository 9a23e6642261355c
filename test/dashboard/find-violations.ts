import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Rules of axe by what they look at. */
export type Rules = 'all' | 'colors';

const OPTIONS: Readonly<Record<Rules, axe.RunOptions>> = {
  all: { resultTypes: ['violations'] },
  colors: { resultTypes: ['violations'], runOnly: { type: 'tag', values: ['cat.color'] } },
};

/** Returns what finds violations in the browser, once it has drawn what changed. */
const findBy = (rules: Rules): string => `(async () => {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const { violations } = await axe.run(document, ${JSON.stringify(OPTIONS[rules])});
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
})()`;

/** Returns which rules of axe the page breaks, and where. */
export async function findViolations(page: Page, rules: Rules = 'all'): Promise<unknown> {
  // A page that was looked at before has it, until it navigates.
  if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(axe.source);
  return page.evaluate(findBy(rules));
}
