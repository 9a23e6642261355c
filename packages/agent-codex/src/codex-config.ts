import { type ConfigSection, defineConfigSection } from '@poppobuilder/core';
import { z } from 'zod';

/** Prices of a model for a million tokens. In US dollars. */
export interface ModelPrice {
  readonly input: number;
  /** @defaultValue a tenth of `input` */
  readonly cachedInput?: number | undefined;
  readonly output: number;
}

/** What is Codex's own in a project's configuration; command, model and limits are in the section `agent`. */
export interface CodexConfig {
  /** How often a failed request is repeated. @defaultValue 4, as in the CLI */
  readonly maxRetries?: number | undefined;
  /** Prices by model, over the list prices that the package knows. */
  readonly prices?: Readonly<Record<string, ModelPrice>> | undefined;
}

declare module '@poppobuilder/core' {
  interface ProjectConfigInput {
    readonly codex?: CodexConfig;
  }
}

/** Name of the agent, of its executable, and of its folder in the project's home folder. */
export const NAME = 'codex';

/** Name of its secret, which the permission for `agent` covers. */
export const SECRET = 'agent/codex';

const price = z.number().nonnegative();

/** The section `codex` of a project's configuration. */
export const codexConfig: ConfigSection<CodexConfig> = defineConfigSection({
  name: NAME,
  schema: z.strictObject({
    maxRetries: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .describe('How often a failed request is repeated; with a login, the CLI decides. 4 by default.'),
    prices: z
      .record(z.string(), z.strictObject({ input: price, cachedInput: price.optional(), output: price }))
      .optional()
      .describe('Prices by model, over the list prices: US dollars for a million tokens.'),
  }),
  secrets: [
    {
      name: SECRET,
      title: "secret of Codex's provider",
      sources: [
        {
          from: 'variables',
          names: [
            'CODEX_API_KEY',
            'OPENAI_API_KEY',
            'OPENAI_BASE_URL',
            'OPENAI_ORGANIZATION',
            'OPENAI_PROJECT',
          ],
        },
      ],
    },
  ],
  sandbox: {
    executables: [{ name: NAME, secret: SECRET }],
    folders: [{ name: NAME, sharedBy: 'privilege', secret: SECRET }],
  },
});
