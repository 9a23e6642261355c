import { LinkChecker, LinkState } from 'linkinator';

/** Returns a sentence for each link of a built site that leads to no page, no file or no heading of it. */
export async function checkLinks(output: string): Promise<string[]> {
  const { links } = await new LinkChecker().check({
    path: '/',
    serverRoot: output,
    recurse: true,
    checkFragments: true,
    // Only the site itself: the result may not depend on the network.
    linksToSkip: async (link) => !/^http:\/\/(localhost|127\.0\.0\.1):/.test(link),
  });
  const broken = links.filter(({ state }) => state === LinkState.BROKEN);
  const byTarget = Map.groupBy(broken, ({ url }) => pathOf(url));
  return [...byTarget].map(([target, [first, ...others]]) => {
    const places = others.length === 0 ? '' : ` and ${others.length} others`;
    return `${pathOf(first?.parent)}${places}: ${target} does not exist.`;
  });
}

const pathOf = (url = ''): string => url.replace(/^http:\/\/[^/]+/, '');
