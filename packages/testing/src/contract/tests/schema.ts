import { jsonSchemaOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { type ContractTest, fail } from '../contract-test.ts';

export const schemasAgree: ContractTest = {
  title: 'schema: the JSON Schemas of input and output accept what the handler takes and returns',
  async verify({ handler, example, plain }) {
    const {
      type: _,
      projectConfig: _config,
      timeout: _timeout,
      metadata: _metadata,
      ...fields
    } = example.task;
    compare('input', jsonSchemaOf(handler.input, 'input'), fields);
    const { result } = await plain();
    if (result === undefined) return;
    const { success: _success, ...output } = result;
    compare('output', jsonSchemaOf(handler.output, 'output'), output);
  },
};

function compare(side: 'input' | 'output', schema: Readonly<Record<string, unknown>>, value: unknown): void {
  const check = asZod(schema)?.safeParse(value);
  if (check === undefined || check.success) return;
  const problems = check.error.issues.map(({ path, message }) => `${path.join('.') || side}: ${message}`);
  fail(
    `The JSON Schema of the handler's ${side} rejects what its zod schema accepts: ${problems.join('; ')}. ` +
      'People and programs write tasks by the JSON Schema: change the zod schema so that both say the same.',
  );
}

/** Zod does not read every JSON Schema that it writes. */
function asZod(schema: Readonly<Record<string, unknown>>): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(schema);
  } catch {
    return undefined;
  }
}
