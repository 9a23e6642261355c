import { type TokenUsage } from '@poppobuilder/core';
import { keepStart } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** What a part of a transcript says. */
export type TranscriptContent =
  /** The agent said something. */
  | { readonly kind: 'text'; readonly text: string }
  /** It used a tool. */
  | { readonly kind: 'tool'; readonly tool: string; readonly toolUseId: string; readonly input: string }
  /** The tool gave something back. */
  | {
      readonly kind: 'result';
      readonly toolUseId: string;
      readonly output: string;
      readonly isError: boolean;
    }
  /** Its turn ended. The cost is by list prices, in US dollars. */
  | {
      readonly kind: 'turn';
      readonly model: string;
      readonly usage: TokenUsage;
      readonly costUsd: number;
    };

/** A part of the transcript of a task's agent. */
export type TranscriptPart = TranscriptContent & {
  /** Identifies the part. Later parts of a task have a higher one. */
  readonly sequence: number;
  readonly attempt: number;
  readonly at: Date;
};

/** The longest text of a part that is kept. In characters. */
const MAX_LENGTH = 65_536;

const text = z.string().transform((value) => keepStart(value, MAX_LENGTH));
const tokens = z.number().nonnegative();

const content: z.ZodType<TranscriptContent> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text }),
  z.object({ kind: z.literal('tool'), tool: text, toolUseId: text, input: text }),
  z.object({ kind: z.literal('result'), toolUseId: text, output: text, isError: z.boolean() }),
  z.object({
    kind: z.literal('turn'),
    model: text,
    usage: z.object({
      inputTokens: tokens,
      outputTokens: tokens,
      cacheCreationInputTokens: tokens,
      cacheReadInputTokens: tokens,
    }),
    costUsd: z.number(),
  }),
]);

/** Returns the part of a transcript that the data of a progress has: a plugin reported it there, so it may be anything. */
export function readPart(data: Readonly<Record<string, unknown>> | undefined): TranscriptContent | undefined {
  return data?.['transcript'] === undefined ? undefined : content.safeParse(data['transcript']).data;
}
