import type { AccountHold, AccountReport, AccountWindow } from '@poppobuilder/core';
import type { ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { storedText } from '../arguments/free-text.ts';
import { knownText } from '../arguments/ids.ts';

const MAX_MESSAGE_LENGTH = 10_000;
const MAX_WINDOWS = 16;

const time = z.iso.datetime();

const windowSchema: z.ZodType<AccountWindow> = z.object({
  name: knownText.max(128),
  used: z.number().min(0),
  resetsAt: time.optional(),
} satisfies ShapeOf<AccountWindow>);

const holdSchema: z.ZodType<AccountHold> = z.object({
  code: knownText.max(128),
  message: z.string().min(1).max(MAX_MESSAGE_LENGTH).transform(storedText),
  until: time.optional(),
} satisfies ShapeOf<AccountHold>);

const reportSchema: z.ZodType<AccountReport> = z.object({
  key: knownText.max(512),
  windows: z.array(windowSchema).max(MAX_WINDOWS).optional(),
  hold: holdSchema.optional(),
} satisfies ShapeOf<AccountReport>);

/** Returns the report in the data of a task's progress; `undefined` when there is none that can be read. */
export function readReport(data: Readonly<Record<string, unknown>> | undefined): AccountReport | undefined {
  return data?.['account'] === undefined ? undefined : reportSchema.safeParse(data['account']).data;
}
