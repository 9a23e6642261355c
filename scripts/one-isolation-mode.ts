import { hash } from 'node:crypto';
import { beforeEach, inject, type TestContext } from 'vitest';

const MODE = /\bisolation mode (process|sandbox)\b/;

type File = TestContext['task']['file'];

const names = new WeakMap<File, ReadonlySet<string>>();

/** Runs a test that is there for both isolation modes in one of them, which the seed decides; at a scale of 10 in both. */
beforeEach(({ task, skip }) => {
  if (inject('runsBothModes')) return;
  const name = task.fullTestName;
  const mode = MODE.exec(name)?.[1];
  if (mode === undefined) return;
  const twin = name.replace(MODE, `isolation mode ${mode === 'process' ? 'sandbox' : 'process'}`);
  if (!namesIn(task.file).has(twin)) return;
  const seed = inject('seed');
  const isSandbox =
    Number.parseInt(hash('sha1', `${seed} ${name.replace(MODE, '')}`).slice(0, 2), 16) % 2 === 1;
  if ((mode === 'sandbox') !== isSandbox) skip(`runs in the other mode by POPPOBUILDER_TEST_SEED=${seed}`);
});

function namesIn(file: File): ReadonlySet<string> {
  const known = names.get(file) ?? new Set(listNames(file.tasks));
  names.set(file, known);
  return known;
}

function listNames(tasks: File['tasks']): string[] {
  return tasks.flatMap((task) => (task.type === 'suite' ? listNames(task.tasks) : [task.fullTestName]));
}
