import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The files of the page, in the built package. */
const FOLDER = fileURLToPath(new URL('dist/page/', import.meta.resolve('@poppobuilder/daemon/package.json')));

/** The folder within it with most of them. */
const ASSETS = 'assets';

/** Names of these files change with their content. */
const IMMUTABLE = /[\\/]assets[\\/]/;

/** Serves the files of the page; paths that are views of it are answered by {@link sendPage}. */
export function addPage(app: FastifyInstance): void {
  const options: FastifyStaticOptions = {
    root: FOLDER,
    preCompressed: true,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isImmutable = IMMUTABLE.test(path);
      reply.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  };
  // One route for the many files of a folder, whose routes would take longer to add than all others.
  void app.register(fastifyStatic, {
    ...options,
    root: join(FOLDER, ASSETS),
    prefix: `/${ASSETS}/`,
    decorateReply: false,
  });
  void app.register(fastifyStatic, { ...options, wildcard: false, globIgnore: [`${ASSETS}/**`] });
}

/** Whether the page is asked for: at its own address by whoever, and at those of its views by a browser. */
export function isForPage({ method, headers, url }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (/^\/(?:\?|$)/.test(url)) return true;
  return (headers.accept?.includes('text/html') ?? false) && !/^\/(?:api|webhooks|assets)\//.test(url);
}

/** Answers with the page, which shows what its path names. */
export async function sendPage(reply: FastifyReply, status = 200): Promise<FastifyReply> {
  return reply.code(status).sendFile('index.html');
}
