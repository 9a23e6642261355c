import { createClient, type DaemonClient, fetchTransport, type Transport } from '@poppobuilder/api/client';
import { socketTransport } from '@poppobuilder/api/node';
import { InvalidArgumentError } from 'commander';
import { homeFolder } from './home-folder.ts';
import { NoDaemonError } from './no-daemon-error.ts';

/** Which daemon a command talks to. */
export interface ConnectOptions {
  /** URL of a remote daemon, with the token of `POPPOBUILDER_TOKEN`. @defaultValue the daemon of the home folder */
  readonly url?: string | undefined;
}

/** Returns a client of a daemon. Its calls reject with a {@link NoDaemonError} when none answers. */
export function connect({ url }: ConnectOptions = {}): DaemonClient {
  return createClient(url === undefined ? local() : remote(url));
}

function local(): Transport {
  const path = `${homeFolder()}/daemon.sock`;
  return reachable(path, socketTransport({ path }));
}

function remote(url: string): Transport {
  return reachable(url, fetchTransport({ url, token: readToken() }));
}

/** What is no token cannot be sent, which looks as if no daemon answered. */
function readToken(): string | undefined {
  const token = process.env['POPPOBUILDER_TOKEN'];
  if (token === undefined || /^[\x21-\x7e]*$/.test(token)) return token;
  throw new InvalidArgumentError('POPPOBUILDER_TOKEN has a space or another character that no token has.');
}

const reachable =
  (where: string, transport: Transport): Transport =>
  async (request) => {
    try {
      return await transport(request);
    } catch (error) {
      if (request.signal?.aborted === true) throw error;
      throw new NoDaemonError(where, error);
    }
  };
