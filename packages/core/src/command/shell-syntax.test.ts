import { expect, it } from 'vitest';
import { shellHint, shellSyntaxIn } from './shell-syntax.ts';

it.each([
  ['npm install && npm test', '"&&"'],
  ['cat a | wc -l', 'a pipe'],
  ['make || true', '"||"'],
  ['cd x; y', '";"'],
  ['npm test > log.txt', 'a redirection'],
  ['sort < in', 'a redirection'],
  ['sleep 1 &', '"&"'],
  ['echo $(date)', '"$(...)"'],
  ['echo `date`', '"$(...)"'],
  ['echo $HOME', 'a variable'],
  ['FOO=bar npm test', 'an assignment before the program'],
  ['ls *.ts', 'a pattern'],
  ['npm test', 'arguments'],
  ["sh -c 'exit 3'", 'arguments'],
])('finds in %s that it has %s', (command, what) => {
  expect(shellSyntaxIn(command)).toBe(what);
});

it.each(['npm', './build=prod.sh', '/usr/bin/g++', 'node22', 'tool-that-is-not-there', '@scope/tool'])(
  'finds nothing in %s',
  (command) => {
    expect(shellSyntaxIn(command)).toBeUndefined();
  },
);

it('is hinted at only where a program was not found', () => {
  const error = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });
  expect(shellHint('a && b', error('ENOENT'))).toMatch(/contains "&&".*options\.shell/);
  expect(shellHint('a/b && c', error('ENOTDIR'))).toContain('shell');
  expect(shellHint('a && b', error('EACCES'))).toBeUndefined();
  expect(shellHint('a', error('ENOENT'))).toBeUndefined();
  expect(shellHint('a && b', undefined)).toBeUndefined();
});
