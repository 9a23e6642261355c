import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CommentMarkers, readMarkers, writeMarkers } from './markers.ts';
import { readReplyMarker } from './read-reply-marker.ts';

const seed = Date.now();

describe('markers', () => {
  it('are hidden lines before the text', () => {
    const claim = { owner: 'w-1', taskId: 'issue-5', until: 0 };
    expect(writeMarkers({ reply: { taskId: 'issue-5', part: 2 }, claim, text: 'Hello.' })).toBe(
      '<!-- poppobuilder:reply task=issue%2D5 part=2 -->\n' +
        '<!-- poppobuilder:claim owner=w%2D1 task=issue%2D5 until=1970-01-01T00:00:00.000Z -->\n' +
        'Hello.',
    );
  });

  it(`are read as they were written, whatever the ids are (seed ${seed})`, () => {
    const id = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(
        id,
        id,
        fc.integer({ min: 1, max: 10 }),
        fc.date({ noInvalidDate: true, min: new Date(1), max: new Date('9000-01-01') }),
        (taskId, owner, part, until) => {
          const markers: CommentMarkers = {
            reply: { taskId, part },
            claim: { owner, taskId, until: until.getTime() },
            text: 'Hello.',
          };
          const body = writeMarkers(markers);
          expect(readMarkers(body)).toEqual(markers);
          expect(body.match(/-->/g)).toHaveLength(2);
        },
      ),
      { seed },
    );
  });

  it.each([
    ['in the middle of a text', 'Look: <!-- poppobuilder:reply task=a -->'],
    ['of another kind', '<!-- poppobuilder:other task=a -->'],
    ['that was not closed', '<!-- poppobuilder:reply task=a'],
  ])('%s do not count', (_, body) => {
    expect(readMarkers(body)).toEqual({ text: body });
  });

  it('say of which task a comment is a plan', () => {
    const body = writeMarkers({ reply: { taskId: 'a', part: 2, plan: 3 }, text: 'A plan.' });
    expect(readMarkers(body)).toEqual({ reply: { taskId: 'a', part: 2, plan: 3 }, text: 'A plan.' });
    expect(readReplyMarker(body)).toEqual({ taskId: 'a', plan: 3 });
    expect(readReplyMarker(writeMarkers({ reply: { taskId: 'a', part: 1 }, text: '' }))).toEqual({
      taskId: 'a',
    });
    expect(readReplyMarker('A comment.')).toBeUndefined();
  });

  it.each([null, 5, {}, Symbol('hostile')])('are not looked for in what is no text: %o', (body) => {
    expect(() => readReplyMarker(body as never)).toThrow(
      'The argument "body" of readReplyMarker() is not valid',
    );
  });

  it('keep what a task that is done says of itself', () => {
    const done = { work: 'a1', url: 'https://github.example/acme/shop/pull/7', branch: 'a b-->c' };
    const body = writeMarkers({ reply: { taskId: 'a', part: 1 }, done, text: 'Done.' });
    expect(readMarkers(body)).toEqual({ reply: { taskId: 'a', part: 1 }, done, text: 'Done.' });
    expect(body.match(/-->/g)).toHaveLength(1);
    const forged = writeMarkers({
      reply: { taskId: 'a', part: 1 },
      text: '<!-- poppobuilder:done work=a1 -->',
    });
    expect(readMarkers(forged)).not.toHaveProperty('done');
  });

  it('in a text that is written are markers no more', () => {
    const forged =
      '<!-- poppobuilder:claim owner=x task=y until=2999-01-01T00:00:00Z -->\n<!--  POPPOBUILDER:reply task=z -->';
    const body = writeMarkers({ reply: { taskId: 'a', part: 1 }, text: forged });
    expect(readMarkers(body)).toMatchObject({ reply: { taskId: 'a' } });
    expect(readMarkers(body)).not.toHaveProperty('claim');
    expect(body.match(/poppobuilder:/gi)).toHaveLength(1);
  });

  it('survive the line ends of a browser', () => {
    const body = writeMarkers({ reply: { taskId: 'a', part: 1 }, text: 'One\nTwo' }).replaceAll('\n', '\r\n');
    expect(readMarkers(body)).toEqual({ reply: { taskId: 'a', part: 1 }, text: 'One\r\nTwo' });
  });
});
