import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { SecretAlarm } from './secret-alarm.ts';
import type { Alarm, SilenceAlarm } from './silence-alarm.ts';
import { checkTokens } from './token-alarm.ts';

/** Options of {@link Alarms}. */
export interface AlarmsOptions {
  readonly silence: SilenceAlarm;
  readonly secrets: SecretAlarm;
  readonly notifier: Pick<Notifier, 'notify'>;
  readonly configuration: () => DaemonConfiguration;
  readonly environment: NodeJS.ProcessEnv;
  /** Receives the alarms that there are now. */
  readonly onChange: (alarms: readonly Alarm[]) => void;
  /** Receives each alarm once, while it lasts. */
  readonly onAlarm: (alarm: Alarm) => void;
  readonly onError: (error: unknown) => void;
}

/** In milliseconds. */
const INTERVAL = 60_000;
const TOKEN_INTERVAL = 6 * 3_600_000;

/** Raises alarms: in the status, in the log and to those who are notified. */
export class Alarms {
  readonly #options: AlarmsOptions;
  #tokens: readonly Alarm[] = [];
  #tokensCheckedAt = Number.NEGATIVE_INFINITY;
  #raised = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AlarmsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => void this.check(), INTERVAL).unref();
    void this.check();
  }

  /** Looks at everything now. Never rejects. */
  async check(): Promise<void> {
    const { silence, secrets, configuration, environment, notifier, onChange, onAlarm, onError } =
      this.#options;
    try {
      if (performance.now() - this.#tokensCheckedAt >= TOKEN_INTERVAL) {
        this.#tokensCheckedAt = performance.now();
        this.#tokens = await checkTokens(configuration(), environment);
      }
      const silent = await silence.check();
      const alarms = [...(silent === undefined ? [] : [silent]), ...secrets.check(), ...this.#tokens];
      onChange(alarms);
      const codes = new Set(alarms.map(({ code }) => code));
      const today = new Date().toISOString().slice(0, 10);
      for (const alarm of alarms) {
        if (!this.#raised.has(alarm.code)) onAlarm(alarm);
        await notifier.notify({
          occasion: 'needs-you',
          key: `alarm ${alarm.code} ${today}`,
          text: alarm.message,
          body: { code: alarm.code },
        });
      }
      this.#raised = codes;
    } catch (error) {
      onError(error);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
