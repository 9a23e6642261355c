import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findHostProgram, hostSearchPath, spawnChild } from '@poppobuilder/core/runner-kit';
import { addProjects } from '../tasks/add-projects.ts';
import { homeFolder } from './home-folder.ts';
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
    // No task may have put it there: who has the link is signed in.
    addProjects([]);
    const opener = findHostProgram(OPENERS[process.platform] ?? 'xdg-open');
    // Without a browser here, the link is what helps.
    if (opener === undefined) return;
    // Everybody on the machine can read the arguments of a process, so the link is in a file.
    const child = spawnChild(opener, [writePage(url)], {
      environment: openerEnvironment(process.env),
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    child.on('error', () => undefined);
    child.unref();
  });
}

/** Writes a page that only this user can read, and that leads to a URL. Returns its address. */
function writePage(url: string): string {
  const file = join(homeFolder(), 'open.html');
  rmSync(file, { force: true });
  const escaped = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${escaped}">\n`;
  writeFileSync(file, page, { mode: 0o600, flag: 'wx' });
  return pathToFileURL(file).href;
}

/** What a browser needs of the environment; tokens are none of its business. */
function openerEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const needed =
    /^(?:HOME|USER|LANG|BROWSER|DISPLAY|WAYLAND_DISPLAY|DBUS_SESSION_BUS_ADDRESS|SystemRoot|XDG_.*)$/;
  const passed = Object.fromEntries(Object.entries(environment).filter(([name]) => needed.test(name)));
  return { ...passed, PATH: hostSearchPath() };
}
