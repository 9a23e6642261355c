import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '@poppobuilder/engine';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type JsonLine, runPoppo } from '../support/poppo.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A daemon of its own, and a browser that looks at its page. */
export class DaemonWithPage implements AsyncDisposable {
  readonly folder: string;
  readonly #home: string;
  #browser: Browser | undefined;
  /** What the browser complained of: errors of scripts, and what the policy of the page forbids. */
  readonly complaints: string[] = [];

  /** Puts everything into a new folder in `parent`. */
  constructor(parent: string = tmpdir()) {
    this.folder = mkdtempSync(join(parent, 'poppo-page-'));
    this.#home = join(this.folder, 'home');
  }

  /** Starts both. `held` has to be approved first. Further projects have what is given for them. */
  async start(projects: Readonly<Record<string, object>> = {}): Promise<void> {
    // When we are root, the server's user has to enter it.
    chmodSync(this.folder, 0o711);
    for (const project of ['shop', 'held', ...Object.keys(projects)]) mkdirSync(join(this.folder, project));
    const configuration = {
      http: { port: 0 },
      slots: 2,
      isolation: 'process',
      // Nothing listens there.
      notify: [{ on: ['failed'], webhook: { url: 'http://127.0.0.1:9/hidden' } }],
      projects: {
        shop: { path: 'shop' },
        held: { path: 'held', approval: 'start', github: { owner: 'acme', repo: 'held' } },
        ...Object.fromEntries(
          Object.entries(projects).map(([id, settings]) => [id, { path: id, ...settings }]),
        ),
      },
    };
    writeFileSync(join(this.folder, 'poppobuilder.config.json'), JSON.stringify(configuration));
    const [browser] = await Promise.all([
      chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS }),
      this.poppo('start', '--detach', '--json'),
    ]);
    this.#browser = browser;
  }

  /** Runs a command of the CLI, and returns the lines that it printed. Rejects when it fails. */
  async poppo(...args: readonly string[]): Promise<readonly JsonLine[]> {
    const { exitCode, stdout, stderr } = await runPoppo(args, { cwd: this.folder, home: this.#home });
    if (exitCode !== 0) throw new Error(`poppo ${args.join(' ')}: ${stdout} ${stderr}`);
    return stdout === '' ? [] : stdout.split('\n').map((line) => JSON.parse(line) as JsonLine);
  }

  /** Submits a command of a project. */
  async submit(
    id: string,
    fields: Readonly<Record<string, unknown>>,
    ...flags: readonly string[]
  ): Promise<void> {
    const file = join(this.folder, 'task.json');
    writeFileSync(file, JSON.stringify({ id, type: 'custom-command', projectId: 'shop', ...fields }));
    await this.poppo('submit', file, '--json', ...flags);
  }

  /** Submits a flow of commands, by the names of those that each depends on. */
  async submitFlow(id: string, flow: Readonly<Record<string, readonly string[]>>): Promise<void> {
    const engine = await createEngine({ database: { folder: join(this.#home, 'database') } });
    try {
      const task = { type: 'custom-command', projectId: 'shop', projectPath: join(this.folder, 'shop') };
      const tasks = Object.entries(flow).map(([name, dependsOn]) => [
        name,
        { task: { ...task, command: 'true' }, options: { dependsOn: [...dependsOn], delay: 3_600_000 } },
      ]);
      await engine.flows.submit({ id, tasks: Object.fromEntries(tasks) as Record<string, never> });
    } finally {
      await engine.close();
    }
  }

  /** Opens a browser of its own, which `poppo open` has signed in. */
  async open(
    role: 'viewer' | 'operator' = 'operator',
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
    if (this.#browser === undefined) throw new Error('Start the world first.');
    const context = await this.#browser.newContext({ locale: 'en-GB', ...options });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('Failed to load resource')) {
        this.complaints.push(message.text());
      }
    });
    const [link] = await this.poppo('open', '--role', role, '--json');
    await page.goto(String(link?.['url']));
    return { page, context };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser?.close();
    await runPoppo(['stop'], { cwd: this.folder, home: this.#home });
    rmSync(this.folder, { recursive: true, force: true });
  }
}
