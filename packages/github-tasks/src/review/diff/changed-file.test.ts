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
  it('have their new names, and the lines that a comment can be on', () => {
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

  it('are separated only at line feeds, so that the text of one cannot pass for another', () => {
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

  it('keep a name that ends like a time', () => {
    const name = 'yarn.lock 2020-01-01 00:00:00.1 +0000.js';
    const diff = `diff --git a/${name} b/${name}\n--- /dev/null\n+++ b/${name}\t\n@@ -0,0 +1 @@\n+steal()\n`;
    expect(changedFiles(diff).map(({ path }) => path)).toEqual([name]);
  });

  it.each([
    { written: String.raw`we\"ird.txt`, name: 'we"ird.txt' },
    { written: String.raw`back\\slash.txt`, name: 'back\\slash.txt' },
    { written: String.raw`a\tb.txt`, name: 'a\tb.txt' },
    { written: String.raw`\350\241\250.md`, name: '表.md' },
    { written: String.raw`caf\303\251 \"x\".md`, name: 'café "x".md' },
    { written: String.raw`bell\a\r\n\v\f\b.txt`, name: 'bell\u0007\r\n\v\f\b.txt' },
    { written: String.raw`\\303\\251.txt`, name: String.raw`\303\251.txt` },
  ])('are read as git quotes them: "$written"', ({ written, name }) => {
    const header = `diff --git "a/${written}" "b/${written}"\n`;
    const changed = `${header}--- "a/${written}"\n+++ "b/${written}"\n@@ -1 +1,2 @@\n a\n+b\n`;
    const gone = `${header}deleted file mode 100644\n--- "a/${written}"\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n`;
    const binary = `${header}Binary files "a/${written}" and "b/${written}" differ\n`;
    const renamed = `diff --git a/old "b/${written}"\nsimilarity index 100%\nrename from old\nrename to "${written}"\n`;
    const files = changedFiles(changed + gone + binary + renamed);
    expect(files.map(({ path }) => path)).toEqual([name, name, name, name]);
    expect(files[0]).toMatchObject({ lines: new Set([1, 2]), addedLines: new Set([2]) });
  });

  it('are read where git quotes nothing', () => {
    const modes = 'diff --git a/a b/b c.sh b/a b/b c.sh\nold mode 100644\nnew mode 100755\n';
    const text = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n a\n++++ "b/y"\n';
    expect(changedFiles(modes + text).map(({ path }) => path)).toEqual(['a b/b c.sh', 'x']);
  });
});
