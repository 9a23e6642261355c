import type { TokenUsage } from '@poppobuilder/core';
import { keepStart } from '@poppobuilder/core/runner-kit';
import { type ReportTargets, STAGE } from './report-targets.ts';

/** A part of the transcript of an agent. Engines keep it beside the log, for reading page by page. */
export type TranscriptPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool'; readonly tool: string; readonly toolUseId: string; readonly input: string }
  | {
      readonly kind: 'result';
      readonly toolUseId: string;
      readonly output: string;
      readonly isError: boolean;
    }
  | {
      /** Ends a turn. */
      readonly kind: 'turn';
      readonly model: string;
      readonly usage: TokenUsage;
      /** By list prices. In US dollars. */
      readonly costUsd: number;
    };

/** The longest text of a part. In characters. */
const MAX_LENGTH = 32_768;

/** Reports a part of the transcript. Masks before cutting, so that no part of a secret remains. */
export function reportPart(part: TranscriptPart, { progress, masker }: ReportTargets): void {
  const transcript = Object.fromEntries(
    Object.entries(masker.value(part)).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'string' && value.length > MAX_LENGTH ? `${keepStart(value, MAX_LENGTH)} …` : value,
    ]),
  );
  progress(STAGE, 'transcript', { transcript });
}
