import { inject } from 'vitest';
import { Cluster } from './cluster.ts';
import type { MemberOptions } from './fixtures/member-options.ts';
import type { Member } from './member.ts';
import { until } from './until.ts';
import { judge, type Verdict } from './verdict.ts';

/** What a fault is done to. */
export interface Loaded {
  readonly cluster: Cluster;
  readonly members: readonly Member[];
  /** Resolves when this many more submissions were acknowledged. */
  readonly progress: (submissions?: number) => Promise<void>;
  /** Kills the member of that name, and starts another one, `<name>+`, in its place. */
  readonly replace: (name: string) => Promise<void>;
}

/** What must not have happened, besides what members reported. */
export type Harm = Pick<Verdict, 'lost' | 'doubled' | 'disordered' | 'problems'>;

/** No harm. */
export const NO_HARM: Harm = { lost: [], doubled: [], disordered: [], problems: [] };

/** Does something to two engines that submit and work, lets all tasks end, and judges. */
export async function underLoad(
  fault: (loaded: Loaded) => Promise<void>,
  optionsIn: (cluster: Cluster) => Partial<MemberOptions> | Promise<Partial<MemberOptions>> = () => ({}),
): Promise<Harm> {
  await using cluster = new Cluster();
  const options = await optionsIn(cluster);
  const start = (name: string, index: number): Member =>
    cluster.start(name, { load: { name, seed: inject('seed') + index }, ...options });
  const members = ['m0', 'm1'].map(start);
  await Promise.all(members.map(async ({ ready }) => ready));
  const progress = async (submissions = 5): Promise<void> => {
    const before = cluster.acknowledged;
    await until(
      () => cluster.acknowledged,
      (count) => count >= before + submissions,
    );
  };
  const replace = async (name: string): Promise<void> => {
    const index = members.findIndex((member) => member.name === name);
    await members[index]?.kill();
    members[index] = start(`${name}+`, index);
    await members[index]?.ready;
  };
  await progress();
  await fault({ cluster, members, progress, replace });
  await progress();
  await Promise.all(members.map(async (member) => member.quiet()));
  await until(
    async () => cluster.history.open(),
    (open) => open === 0,
  );
  const { lost, doubled, disordered, problems } = await judge(cluster.history, cluster.journal, new Map());
  const codes = await Promise.all(members.map(async (member) => member.stop(5_000)));
  const ended = codes.flatMap((code) => (code === 0 ? [] : [`a member ended with ${code}`]));
  return { lost, doubled, disordered, problems: [...problems, ...ended] };
}
