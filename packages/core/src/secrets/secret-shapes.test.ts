import { describe, expect, it } from 'vitest';
import { shapesOf } from './secret-shapes.ts';

const LINES = ['MIIEvQIBADANBgkqhkiG9w0BAQEF', 'AASCBKcwggSjAgEAAoIBAQC7VJTU', 'Kx=='];
const PEM = ['-----BEGIN PRIVATE KEY-----', ...LINES, '-----END PRIVATE KEY-----'].join('\n');

describe('the shapes of a secret', () => {
  it('are the whole and its lines of 8 or more characters, without where a key begins and ends', () => {
    expect(shapesOf(`${PEM}\n`)).toEqual([PEM, LINES[0], LINES[1]]);
  });

  it.each([
    ['with CRLF', PEM.replaceAll('\n', '\r\n')],
    ['indented', PEM.replaceAll('\n', '\n    ')],
    ['with written line breaks', PEM.replaceAll('\n', String.raw`\n`)],
  ])('have the same lines %s', (_how, text) => {
    expect(shapesOf(text).slice(1)).toEqual([LINES[0], LINES[1]]);
  });

  it('are without surrounding white space', () => {
    expect(shapesOf('  the-secret\r\n')).toEqual(['the-secret']);
  });

  it('are none for what is short or common', () => {
    expect(['short', 'short\n\n\n', 'postgres', ''].flatMap((text) => shapesOf(text))).toEqual([]);
  });

  it('are also the password of an address, and a token behind the kind of signing in', () => {
    expect(shapesOf('postgres://u:the-password@h')).toEqual(['postgres://u:the-password@h', 'the-password']);
    expect(shapesOf('Bearer abcdefgh')).toEqual(['Bearer abcdefgh', 'abcdefgh']);
  });

  it('of a key file are what stands under secret names, not its common lines', () => {
    const file = {
      type: 'service_account',
      project_id: 'my-project',
      private_key: `${PEM}\n`,
      client_email: 'robot@my-project.example',
      token_uri: 'https://oauth2.example/token',
    };
    const text = JSON.stringify(file, null, 2);
    expect(shapesOf(text)).toEqual([text, PEM, LINES[0], LINES[1]]);
  });

  it('of a document without secret names are all of its texts', () => {
    expect(shapesOf('{"stripe": {"live": "abcdefghij"}, "a": "b"}').slice(1)).toEqual(['abcdefghij']);
  });

  it('of what only begins like a document are its lines', () => {
    expect(shapesOf('{\nfirst-line\n}\nsecond-line').slice(1)).toEqual(['first-line', 'second-line']);
  });
});
