import type { InjectedText } from '../injection-case.ts';

const at =
  (reaches: boolean, place: InjectedText['place'] = 'issue-body') =>
  (title: string, payload: string): InjectedText => ({ title, place, payload, reaches });

const visible = at(true);
const hidden = at(false);

/** Text in which a pattern sees something else than a parser does. */
export const PARSED_TEXTS: readonly InjectedText[] = [
  visible('the start of a comment in code of a line', 'Escape `<!--` in it.\n\n{canary}'),
  visible('a hidden tag in code of a line', 'Keep `<div hidden>`.\n\n{canary}'),
  visible('code between more backticks than it holds', 'Keep `` `<!-- {canary} -->` ``.'),
  visible('a comment in code by indentation', 'See:\n\n    <!-- {canary} -->\n'),
  visible('a comment in the code of a list', '- See:\n\n  ```html\n  <!-- {canary} -->\n  ```\n'),
  visible('a comment in the code of a quote', '> ~~~\n> <!-- {canary} -->\n> ~~~\n'),
  visible('a declaration in code', '```html\n<!DOCTYPE html>\n<!-- {canary} -->\n```\n'),
  visible('the attribute of a tag in code', '```html\n<script src="{canary}" defer></script>\n```\n'),
  visible('what looks like a tag', '`Promise<User | null>` and Array<User | {canary}>'),
  visible('an odd definition', 'Fix it.\n[{canary}]: login fails'),
  visible('brackets that are no definition', '[Bug]: {canary} fails on mobile'),
  visible('an escaped comment', String.raw`Fix \<!-- {canary} -->`),
  visible('a comment that is never closed in a paragraph', 'Fix <!-- {canary}\n\nThanks.'),
  visible('a fence that ends later than it seems', '````\n```\n<!-- {canary} -->\n````\n'),
  visible('the image of a name that nothing defines', 'Fix ![{canary}][none].'),
  hidden('a comment behind an escaped backtick', 'Fix \\`a <!-- {canary} --> b`.'),
  hidden('a comment between backticks of different number', 'Fix `a <!-- {canary} --> b``.'),
  hidden('a comment behind the end of a list', '- ```\n  a\n\n<!-- {canary} -->\n'),
  hidden('a comment in a paragraph that only looks indented', 'Fix it.\n    <!-- {canary} -->\n'),
  hidden('a comment behind a fence with a backtick in its info', '``` a`\n<!-- {canary} -->\n'),
  hidden('a comment of HTML over a fence', '<!--\n```\n{canary}\n```\n-->\n'),
  hidden('a hidden element over several blocks', '<div hidden>\n\nFix *it*.\n\n- {canary}\n\n</div>\n'),
  hidden('an attribute with a > in it', 'Fix <b title="> {canary}">it</b>.'),
  hidden('the title of a link with parentheses', 'Fix [it](https://example.com/(a) ({canary})).'),
  hidden('a comment behind a fence with an invisible mark', '`\u200B``\n<!-- {canary} -->\n```\n'),
  at(true, 'issue-title')('the start of a comment in a title', 'Handle <!-- in {canary}'),
  at(true, 'pull-title')('markup in a title', '`Array<T extends {canary}>` [a](b "c")'),
];
