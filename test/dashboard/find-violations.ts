import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Runs in the browser, once it has drawn what changed. */
const FIND_VIOLATIONS = `(async () => {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
})()`;

/** Returns which rules of axe the page breaks, and where. */
export async function findViolations(page: Page): Promise<unknown> {
  await page.evaluate(axe.source);
  return page.evaluate(FIND_VIOLATIONS);
}
