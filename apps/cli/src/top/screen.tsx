import type { DaemonClient } from '@poppobuilder/api/client';
import { Box, Text, useApp, useInput, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useState } from 'react';
import { applyToShown, type TaskChange } from '../daemon/change-task.ts';
import {
  countWaiting,
  describeBudget,
  describeDaemon,
  describeError,
  describeProblems,
  describeTask,
  describeWaiting,
} from './describe.ts';
import type { Facts, Task } from './facts.ts';
import { LogView } from './log-view.tsx';
import { watchFacts } from './watch-facts.ts';

/** How often running times advance. In milliseconds. */
const TICK = 1_000;

const CHANGES: Readonly<Record<string, TaskChange>> = { c: 'cancel', r: 'retry', a: 'approve', x: 'reject' };

/** What cannot be undone is asked for first. */
const ASKED: ReadonlySet<TaskChange> = new Set(['cancel', 'reject']);

interface Asked {
  readonly change: TaskChange;
  readonly task: Task;
}

/** The facts, live, and keys that act on the selected task. */
export function Screen({ client }: { readonly client: DaemonClient }): ReactNode {
  const { exit } = useApp();
  const [facts, setFacts] = useState<Facts>();
  const [note, setNote] = useState('');
  const [selectedId, setSelectedId] = useState<string>();
  const [asked, setAsked] = useState<Asked>();
  const [logOf, setLogOf] = useState<string>();
  const [now, setNow] = useState(Date.now());

  useEffect(() => {
    const stop = new AbortController();
    const timer = setInterval(() => setNow(Date.now()), TICK);
    const onError = (error: unknown): void => setNote(describeError(error));
    void watchFacts(client, { onFacts: setFacts, onError }, stop.signal);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [client]);

  const tasks = facts === undefined ? [] : [...facts.needsYou, ...facts.running];
  const index = Math.max(
    0,
    tasks.findIndex(({ id }) => id === selectedId),
  );
  const selected = tasks[index];

  const change = async ({ change: what, task }: Asked): Promise<void> => {
    const { id } = task;
    setNote(`${what} ${id} ...`);
    try {
      const { state } = await applyToShown(client, what, task);
      setNote(`${id}: ${state}`);
    } catch (error) {
      setNote(describeError(error));
    }
  };

  useInput(
    (input, key) => {
      if (asked !== undefined) {
        setAsked(undefined);
        if (input === 'y') void change(asked);
        return;
      }
      if (input === 'q') exit();
      if (input === 'j' || key.downArrow) setSelectedId(tasks[index + 1]?.id ?? selected?.id);
      if (input === 'k' || key.upArrow) setSelectedId(tasks[index - 1]?.id ?? selected?.id);
      if (selected === undefined) return;
      if (input === 'l' || key.return) setLogOf(selected.id);
      const what = CHANGES[input];
      if (what === undefined) return;
      const wanted = { change: what, task: selected };
      if (ASKED.has(what)) setAsked(wanted);
      else void change(wanted);
    },
    { isActive: logOf === undefined },
  );

  if (logOf !== undefined) {
    return <LogView client={client} taskId={logOf} onClose={() => setLogOf(undefined)} />;
  }
  if (facts === undefined) return <Text>{note === '' ? 'Asking the daemon ...' : note}</Text>;
  const rows = (list: readonly Task[]) =>
    list.map((task) => <Row key={task.id} isSelected={task === selected} text={describeTask(task, now)} />);
  return (
    <Box flexDirection="column">
      <Text bold>{describeDaemon(facts)}</Text>
      <Section head="NEEDS YOU" count={describeProblems(facts).length + facts.needsYou.length}>
        {describeProblems(facts).map((line) => (
          <Row key={line} text={line} />
        ))}
        {rows(facts.needsYou)}
      </Section>
      <Section head="RUNNING" count={facts.running.length}>
        {rows(facts.running)}
      </Section>
      <Section head="WAITING" count={countWaiting(facts)}>
        {describeWaiting(facts).map((line) => (
          <Row key={line} text={line} />
        ))}
      </Section>
      <Section head="BUDGETS" count={facts.budgets.length}>
        {facts.budgets.map((budget) => (
          <Row key={describeBudget(budget)} text={describeBudget(budget)} />
        ))}
      </Section>
      <Text color="yellow">{asked === undefined ? note : `${asked.change} ${asked.task.id}? y/n`}</Text>
      <Text dimColor>j k select · l log · c cancel · r retry · a approve · x reject · q quit</Text>
    </Box>
  );
}

function Section({
  head,
  count,
  children,
}: {
  readonly head: string;
  readonly count: number;
  readonly children: ReactNode;
}) {
  return (
    <Box flexDirection="column" marginTop={1}>
      <Text bold>
        {head} {count}
      </Text>
      {children}
    </Box>
  );
}

function Row({
  text,
  isSelected = false,
}: {
  readonly text: string;
  readonly isSelected?: boolean;
}): ReactNode {
  const { columns } = useWindowSize();
  return (
    <Box width={columns}>
      <Text inverse={isSelected} wrap="truncate-end">
        {isSelected ? '> ' : '  '}
        {text}
      </Text>
    </Box>
  );
}
