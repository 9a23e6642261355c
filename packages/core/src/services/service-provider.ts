import { z } from 'zod';
import type { ConfigSection } from '../configuration/config-section.ts';

/** What decides which provider of a service a task uses. */
export interface ProviderChoice {
  readonly taskType: string;
  /** Returns a section of the project's configuration. Throws `INVALID_CONFIG`. */
  readonly section: <Value extends object>(section: ConfigSection<Value>) => Value;
}

/** Schema of a provider's name. */
export const providerName: z.ZodType<string> = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'must be lowercase letters, digits and -, a letter first');
