import { spawnChild } from '@poppobuilder/core/runner-kit';
import { type ClientOptions, runClient } from './run-client.ts';

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' };

/** Options of `poppo open`. */
export interface OpenOptions extends ClientOptions {
  /** What the browser may do. @defaultValue 'operator' */
  readonly role?: 'viewer' | 'operator' | undefined;
}

/** Opens the page of the daemon in a browser, which the link signs in once. With `--json` it opens nothing. */
export async function open({ role, ...options }: OpenOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    const { url } = await client.access.createSignInLink(role === undefined ? {} : { role });
    if (options.json === true) {
      print.json({ url });
      return;
    }
    print.lines(url, 'The link signs one browser in, within 5 minutes.');
    const opener = OPENERS[process.platform] ?? 'xdg-open';
    const child = spawnChild(opener, [url], {
      environment: openerEnvironment(process.env),
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    // Without a browser here, the link is what helps.
    child.on('error', () => undefined);
    child.unref();
  });
}

/** What a browser needs of the environment; tokens are none of its business. */
function openerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const needed =
    /^(?:PATH|HOME|USER|LANG|BROWSER|DISPLAY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|SystemRoot|XDG_.*)$/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => needed.test(name)));
}
