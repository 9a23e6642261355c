import { byCommand, byHandler, type EscapeCase } from '../escape-case.ts';

/** Attempts of a handler's JavaScript to run what it may not. */
export const CODE: readonly EscapeCase[] = [
  byHandler('without commands starts a process', 'reach', {
    script: (_place, load) => {
      const { execFileSync } = load('node:child_process');
      return execFileSync('/bin/echo', ['REACHED'], { encoding: 'utf8' });
    },
  }),
  byHandler('without commands starts a process by a binding of Node', 'reach', {
    script: () => {
      const { binding } = process as unknown as {
        binding: (name: string) => { spawn: (options: object) => { pid?: number } };
      };
      const { pid = 0 } = binding('spawn_sync').spawn({ file: '/bin/true', args: ['true'], stdio: [] });
      return pid > 0 && 'REACHED';
    },
  }),
  byHandler('without commands starts a process of a cluster', 'reach', {
    script: (_place, load) => {
      const cluster = load('node:cluster');
      const { process: child } = cluster.fork();
      child.kill();
      return (child.pid ?? 0) > 0 && 'REACHED';
    },
  }),
  byHandler('without worker threads starts one', 'reach', {
    script: async (_place, load) => {
      const { Worker } = load('node:worker_threads');
      const worker = new Worker('', { eval: true });
      await worker.terminate();
      return 'REACHED';
    },
  }),
  byHandler(
    'with worker threads reads a file of the host in one',
    'read',
    {
      script: ({ outside }, load) =>
        new Promise((resolve, reject) => {
          const { Worker } = load('node:worker_threads');
          const code = `require('node:worker_threads').parentPort.postMessage(require('node:fs').readFileSync('${outside}/secret.txt', 'utf8'))`;
          const worker = new Worker(code, { eval: true, execArgv: [], env: { NODE_OPTIONS: '' } });
          worker.on('message', resolve).on('error', reject);
        }),
    },
    { grant: 'workers' },
  ),
  byHandler('without addons loads native code', 'reach', {
    script: (_place) => {
      const names = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((name) => `/usr/lib/${name}/libc.so.6`);
      for (const name of [...names, '/usr/lib64/libc.so.6', '/lib/libc.so.6']) {
        try {
          process.dlopen({ exports: {} }, name);
        } catch (error) {
          if (/did not self-register/.test(String(error))) return 'REACHED';
        }
      }
      return '';
    },
  }),
  byHandler('runs WASI with the files of the host', 'reach', {
    script: (_place, load) => {
      const { WASI } = load('node:wasi');
      return new WASI({ version: 'preview1', preopens: { '/': '/' } }) instanceof WASI && 'REACHED';
    },
  }),
  byHandler('opens an inspector', 'reach', {
    script: (_place, load) => {
      const inspector = load('node:inspector');
      inspector.open(0, '127.0.0.1');
      const url = inspector.url();
      inspector.close();
      return url !== undefined && 'REACHED';
    },
  }),
  byHandler('reads a file of the host by a session with its own inspector', 'read', {
    script: ({ outside }, load) => {
      const { Session } = load('node:inspector');
      const session = new Session();
      session.connect();
      const expression = `process.getBuiltinModule('node:fs').readFileSync('${outside}/secret.txt', 'utf8')`;
      let reported: unknown;
      session.post('Runtime.evaluate', { expression }, (_error, answer) => (reported = answer));
      return JSON.stringify(reported);
    },
  }),
  byHandler('takes the permission flags off itself', 'read', {
    script: ({ outside }, load) => {
      process.execArgv.length = 0;
      process.env['NODE_OPTIONS'] = '--allow-fs-read=*';
      process.permission.has = () => true;
      return load('node:fs').readFileSync(`${outside}/secret.txt`, 'utf8');
    },
  }),
  byHandler(
    'with commands reads a file of the host in a Node without flags',
    'read',
    {
      script: ({ outside }, load) => {
        const { execFileSync } = load('node:child_process');
        const code = `process.stdout.write(require('node:fs').readFileSync('${outside}/secret.txt', 'utf8'))`;
        const bare = ['-u', 'NODE_OPTIONS', process.execPath, '-e', code];
        return execFileSync('/usr/bin/env', bare, { encoding: 'utf8', stdio: 'pipe' });
      },
    },
    { grant: 'commands without files' },
  ),
  byHandler(
    "with commands reads its project's credentials in a process of its own",
    'read',
    {
      script: ({ project }, load) => {
        const { execFileSync } = load('node:child_process');
        return execFileSync('/bin/cat', [`${project}/.poppo/credentials.json`], {
          encoding: 'utf8',
          stdio: 'pipe',
        });
      },
    },
    { grant: 'commands' },
  ),
  byCommand('leads Node away from its own folders by NODE_OPTIONS', 'read', {
    shell: `NODE_OPTIONS="--require=$outside/secret.cjs" "$node" -e 'console.log(globalThis.loaded)'`,
  }),
  byHandler('loads code of the host by a hook of modules', 'read', {
    script: async ({ outside }, load) => {
      const { registerHooks } = load('node:module');
      const hooks = registerHooks({
        resolve: (name, context, next) =>
          name === 'secret:'
            ? { url: `file://${outside}/secret.mjs`, shortCircuit: true }
            : next(name, context),
      });
      try {
        return ((await import(['secret', ''].join(':'))) as { default: string }).default;
      } finally {
        hooks.deregister();
      }
    },
  }),
];
