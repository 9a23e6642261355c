import { expect, it } from 'vitest';
import { replaceDiagrams } from './replace-diagrams.ts';

const diagram = (kind: string, code: string, description = '  accDescr: One "and" two.\n'): string =>
  `Before.\n\n\`\`\`mermaid\n${kind}\n${description}${code}\n\`\`\`\n\nAfter.\n`;

it.each([
  ['flowchart LR', '  A[one] --> B[two]'],
  ['stateDiagram-v2', '  one --> two'],
  ['sequenceDiagram', '  one->>two: go'],
])('a %s becomes an image for each theme, which loads nothing', (kind, code) => {
  const { markdown, images } = replaceDiagrams(diagram(kind, code));
  expect(markdown).not.toContain('mermaid');
  for (const theme of ['light', 'dark']) {
    const [, name = ''] =
      new RegExp(`src="/diagrams/([\\w]+-${theme}.svg)" alt="One &quot;and&quot; two."`).exec(markdown) ?? [];
    const svg = images.get(name) ?? '';
    expect(svg).toContain('one');
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/@import|https?:/);
  }
});

it('a diagram without a description is an error', () => {
  expect(() => replaceDiagrams(diagram('flowchart LR', '  A --> B', ''))).toThrow(
    'needs a line "accDescr: ..."',
  );
});
