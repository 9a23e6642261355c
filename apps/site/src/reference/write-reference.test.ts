import { describe, expect, it } from 'vitest';
import { fillRegions } from './generated-regions.ts';
import { findStaleReference } from './write-reference.ts';

describe('the reference', () => {
  it('says what the sources say; `npx -y pnpm@12 docs` writes it anew', async () => {
    expect([...(await findStaleReference()).keys()]).toEqual([]);
  });
});

describe('fillRegions', () => {
  it('writes what is between the marks, and nothing else', () => {
    const text =
      'a\n<!-- generated: x -->\nold\n<!-- /generated -->\nb\n<!-- generated: y -->\n<!-- /generated -->\n';
    expect(fillRegions(text, { x: () => 'X', y: () => 'Y' })).toBe(
      'a\n<!-- generated: x -->\n\nX\n\n<!-- /generated -->\nb\n<!-- generated: y -->\n\nY\n\n<!-- /generated -->\n',
    );
  });

  it('an unknown region is an error', () => {
    expect(() => fillRegions('<!-- generated: z -->\n<!-- /generated -->', {})).toThrow('"z"');
  });
});
