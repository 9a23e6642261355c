import type { DaemonClient } from '@poppobuilder/api/client';
import { connect, type ConnectOptions } from './connect.ts';
import { createPrinter, type Printer } from './print.ts';

/** Options of every command that talks to a daemon. */
export interface ClientOptions extends ConnectOptions {
  readonly json?: boolean | undefined;
}

/** What such a command works with. */
export interface ClientCommand {
  readonly client: DaemonClient;
  readonly print: Printer;
}

/** Runs a command that talks to a daemon. Resolves when everything is written. */
export async function runClient(
  options: ClientOptions,
  command: (parts: ClientCommand) => Promise<void>,
): Promise<void> {
  const print = createPrinter();
  await command({ client: connect(options), print });
  await print.flush();
  process.exitCode = 0;
}
