import { expect, it } from 'vitest';
import { z } from 'zod';
import { withCheckedArguments } from './checked-service.ts';

class Counter {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  async add(by: number, options: { readonly times?: number } = {}): Promise<number> {
    this.#count += by * (options.times ?? 1);
    return this.#count;
  }

  reset(): void {
    this.#count = 0;
  }
}

const counter = (): Counter =>
  withCheckedArguments(new Counter(), {
    add: [
      ['by', z.int()],
      ['options', z.strictObject({ times: z.int().optional() }).optional()],
    ],
  });

it('hands on what is valid, with the private state of the service', async () => {
  const checked = counter();
  expect(await checked.add(2)).toBe(2);
  expect(await checked.add(2, { times: 3 })).toBe(8);
  checked.reset();
  expect(checked.count).toBe(0);
  expect(checked).toBeInstanceOf(Counter);
});

it.each([
  [['2'], 'The argument "by" of add() is not valid: expected number'],
  [[2, null], 'The options of add() are not valid: expected object'],
  [[2, { tims: 3 }], 'The options of add() are not valid: tims: is not a known field'],
])('rejects %j, and the service does nothing', async (given, message) => {
  const checked = counter();
  await expect(checked.add(...(given as [number]))).rejects.toMatchObject({
    code: 'INVALID_TASK',
    message: expect.stringContaining(message) as string,
  });
  expect(checked.count).toBe(0);
});
