import { findHostProgram } from '@poppobuilder/core/runner-kit';
import { runProgram } from './run-program.ts';

/** Reports the state of a daemon to the systemd that started it. */
export interface ServiceNotifier {
  /** Reports that the daemon is ready and, from then on and as often as systemd asks for it, that it is alive. */
  ready(): void;
}

/**
 * Returns what tells systemd about this process; it does nothing in a process that systemd has not started. Takes the
 * variables of systemd out of the environment, so that no other process has them.
 */
export function takeServiceNotifier(onError: (error: unknown) => void): ServiceNotifier {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: microseconds } = process.env;
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete process.env[name];
  const program = socket === undefined ? undefined : findHostProgram('systemd-notify');
  const tell = (state: string): void => {
    if (socket === undefined || program === undefined) return;
    runProgram(program, [state], { NOTIFY_SOCKET: socket }).catch(onError);
  };
  return {
    ready: () => {
      tell('READY=1');
      // Twice as often as systemd expects it.
      const interval = Number(microseconds) / 2_000;
      if (interval > 0) setInterval(() => tell('WATCHDOG=1'), interval).unref();
    },
  };
}
