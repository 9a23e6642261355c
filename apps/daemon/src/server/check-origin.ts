import { TaskError } from '@poppobuilder/core';
import type { FastifyRequest } from 'fastify';
import type { HttpConfiguration } from '../configuration/daemon-configuration.ts';
import type { LocalSockets } from './local-sockets.ts';

/** What {@link checkOrigin} needs. */
export interface OriginOptions {
  readonly locals: LocalSockets;
  /** Returns what the configuration says now. */
  readonly http: () => HttpConfiguration;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses a request that is for another host, as one is whose name was made to point here, and one that a page of another
 * site sends. Throws `MISDIRECTED_REQUEST`, `FORBIDDEN`.
 */
export function checkOrigin(request: FastifyRequest, { locals, http }: OriginOptions): void {
  if (locals.has(request.raw.socket)) return;
  const { host, origin } = request.headers;
  const ours = ownHosts(request, http());
  if (host === undefined || !ours.has(host.toLowerCase())) {
    throw new TaskError({
      code: 'MISDIRECTED_REQUEST',
      message: `The daemon is not the host ${JSON.stringify(host ?? '')}.`,
      hint: 'If others reach it under this name, set `http.publicUrl` in the configuration.',
    });
  }
  const isForeign = origin !== undefined && !ours.has(hostOf(origin));
  const isCrossSite = request.headers['sec-fetch-site'] === 'cross-site' && !isNavigation(request);
  if (isForeign || isCrossSite) {
    throw new TaskError({ code: 'FORBIDDEN', message: 'Pages of other sites may not send requests here.' });
  }
}

/** The hosts, with ports, under which the daemon is reached; names that the network could make point here are not among them. */
function ownHosts(request: FastifyRequest, { host, publicUrl }: HttpConfiguration): ReadonlySet<string> {
  const { localAddress, localPort } = request.raw.socket;
  const address = localAddress?.includes(':') === true ? `[${localAddress}]` : (localAddress ?? '');
  const plain = address.replace(/^\[::ffff:([\d.]+)\]$/, '$1');
  const names = [...LOOPBACK_NAMES, plain, host.includes(':') ? `[${host}]` : host.toLowerCase()];
  const own = names.flatMap((name) => [`${name}:${localPort}`, ...(localPort === 80 ? [name] : [])]);
  return new Set([...own, ...(publicUrl === undefined ? [] : [hostOf(publicUrl)])]);
}

/** A page that a person opens by a link. */
const isNavigation = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && headers['sec-fetch-mode'] === 'navigate';

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}
