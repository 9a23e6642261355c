import { expect, it } from 'vitest';
import { describeApi } from './describe-api.ts';

it('the OpenAPI document is the one in git', async () => {
  const document = await describeApi('0.0.0');
  await expect(`${JSON.stringify(document, undefined, 2)}\n`).toMatchFileSnapshot('../../openapi.json');
});
