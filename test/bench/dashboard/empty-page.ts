import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import fastify from 'fastify';
import { rolldown } from 'rolldown';

const SCRIPT = fileURLToPath(new URL('fixtures/empty-page.js', import.meta.url));
/** Where the React of the page of the daemon is. */
const MODULES = fileURLToPath(new URL('../../../apps/dashboard/node_modules', import.meta.url));

const HTML = `<!doctype html><html lang="en"><title>Empty</title><div id="root"></div>
<script type="module" src="/assets/main.js"></script></html>`;

/** A server of an empty React page, minified and compressed as the page of the daemon is. */
export class EmptyPage implements AsyncDisposable {
  readonly #app = fastify();
  url = '';

  async start(): Promise<void> {
    const bundle = await rolldown({
      input: SCRIPT,
      resolve: { modules: ['node_modules', MODULES] },
      transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    });
    const { output } = await bundle.generate({ format: 'esm', minify: true });
    await bundle.close();
    const script = brotliCompressSync(output[0].code);
    this.#app.get('/', async (_request, reply) => reply.type('text/html').send(HTML));
    this.#app.get('/assets/main.js', async (_request, reply) =>
      reply.type('text/javascript').header('content-encoding', 'br').send(script),
    );
    this.url = await this.#app.listen({ port: 0, host: '127.0.0.1' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app.close();
  }
}
