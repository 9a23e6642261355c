import { describe, expect, it } from 'vitest';
import { changedFiles } from './changed-file.ts';

const DIFF = `diff --git a/src/total.js b/src/total.js
index 1..2 100644
--- a/src/total.js
+++ b/src/total.js
@@ -1,3 +1,4 @@
 first
-second
+2nd
+diff --git a/x b/x
 third
@@ -10,2 +11,3 @@ function f() {
 ten
+new
 eleven
diff --git a/gone.js b/gone.js
deleted file mode 100644
--- a/gone.js
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/logo.png b/logo.png
new file mode 100644
Binary files /dev/null and b/logo.png differ
diff --git a/表 b.md b/表 b.md
new file mode 100644
--- /dev/null
+++ b/表 b.md
@@ -0,0 +1,2 @@
+a
+b
\\ No newline at end of file
`;

describe('the files of a diff', () => {
  it('are told by their names now, with the lines that a comment can be on', () => {
    const files = changedFiles(DIFF);
    expect(files.map(({ path }) => path)).toEqual(['src/total.js', 'gone.js', 'logo.png', '表 b.md']);
    const [total, gone, , table] = files;
    expect([...(total?.lines ?? [])]).toEqual([1, 2, 3, 4, 11, 12, 13]);
    expect([...(total?.addedLines ?? [])]).toEqual([2, 3, 12]);
    expect(gone?.lines.size).toBe(0);
    expect([...(table?.lines ?? [])]).toEqual([1, 2]);
  });

  it('are none of an empty diff', () => {
    expect(changedFiles('')).toEqual([]);
  });

  it('are told apart by line feeds alone, so that the text of one cannot pass for another', () => {
    const text =
      'diff --git a/a.js b/a.js\n--- /dev/null\n+++ b/a.js\n@@ -0,0 +1 @@\n+x\rdiff --git a/b b/b\u2028diff --git a/c b/c\n';
    expect(changedFiles(text).map(({ path, patch }) => [path, patch])).toEqual([['a.js', text]]);
  });

  it.each(['\r', '\u2028', '\u2029'])('hide nothing behind %j in a line', (character) => {
    const file = ['--- a/a.js', '+++ b/a.js', '@@ -1 +1,3 @@', ' first', '+x', '+steal()', ''];
    const lines = ['diff --git a/a.js b/a.js', ...file].join('\n');
    const diff = lines.replace('+x', `+x${character}diff --git a/yarn.lock b/yarn.lock`);
    expect(changedFiles(diff)).toMatchObject([{ path: 'a.js', patch: diff, lines: new Set([1, 2, 3]) }]);
  });
});
