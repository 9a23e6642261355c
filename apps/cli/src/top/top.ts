import { type ClientOptions, runClient } from '../daemon/run-client.ts';
import { describeFacts } from './describe.ts';
import { readFacts } from './facts.ts';

/** Shows what runs, what waits and why, and what it costs: live in a terminal, else once as plain lines or JSON. */
export async function top(options: ClientOptions): Promise<void> {
  await runClient(options, async ({ client, print }) => {
    if (process.stdout.isTTY && process.stdin.isTTY && options.json !== true) {
      const { openScreen } = await import('./open-screen.tsx');
      await openScreen(client);
      return;
    }
    const facts = await readFacts(client);
    if (options.json === true) print.json(facts);
    else print.lines(...describeFacts(facts));
  });
}
