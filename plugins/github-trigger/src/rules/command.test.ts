import { expect, it } from 'vitest';
import { readCommand } from './command.ts';

it.each([
  ['/poppo approve', { verdict: 'approve', text: '' }],
  ['\r\n  /Poppo  APPROVE \r\nThanks.', { verdict: 'approve', text: 'Thanks.' }],
  ['/poppo reject too risky', { verdict: 'reject', text: 'too risky' }],
  ['/poppo reject\n\nToo risky.\nReally.', { verdict: 'reject', text: 'Too risky.\nReally.' }],
])('%j is a command', (body, command) => {
  expect(readCommand(body)).toEqual(command);
});

it.each([
  '',
  'poppo approve',
  'Do not /poppo approve this.',
  '> /poppo approve',
  '    /poppo approve',
  '\t/poppo approve',
  ' \t/poppo approve',
  '~~~\n/poppo approve\n~~~',
  '`/poppo approve`',
  '```\n/poppo approve\n```',
  '/poppo approved',
  '/poppo approve-all',
  '/poppoapprove',
  '/poppo merge',
  'Yes.\n/poppo approve',
])('%j is no command', (body) => {
  expect(readCommand(body)).toBeUndefined();
});
