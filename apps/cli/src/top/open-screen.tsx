import type { DaemonClient } from '@poppobuilder/api/client';
import { render } from 'ink';
import { Screen } from './screen.tsx';

/** Opens the live screen on the terminal, and resolves when the person has closed it. */
export async function openScreen(client: DaemonClient): Promise<void> {
  await render(<Screen client={client} />, { alternateScreen: true }).waitUntilExit();
}
