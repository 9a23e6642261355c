import { expect, it } from 'vitest';
import { delimitUntrusted } from './delimit-untrusted.ts';

const code = (text: string): string => delimitUntrusted('diff', text, { isCode: true });

it('leaves out nothing of code, neither comments nor images', () => {
  const text = '// <!--\n+run(); // ![x](y "z")\n[//]: # (a)';
  expect(code(text)).toBe(`<diff>\n${text}\n</diff>`);
});

it('shows invisible characters in code by their code points', () => {
  expect(code('if (a\u202E) \u200Bb\u{E0041}')).toBe(
    String.raw`<diff>
if (a\u{202E}) \u{200B}b\u{E0041}
</diff>`,
  );
});

it('lets nothing but a line feed end a line of code', () => {
  expect(code('a\r\n\tb\rc\u2028d')).toBe('<diff>\na\n\tb\\u{D}c\\u{2028}d\n</diff>');
});

it('keeps the end of the block out of code', () => {
  expect(code('+</diff>')).toBe('<diff>\n+&lt;/diff>\n</diff>');
});
