import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { BulkContext, type BulkJob } from './bulk-context.ts';
import { type BulkRequest, runBulk } from './run-bulk.ts';

/** Runs actions on several tasks apart from the places, so that they go on when another one is opened. */
export function BulkProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [jobs, setJobs] = useState<readonly BulkJob[]>([]);
  const lastId = useRef(0);
  const start = useCallback(
    (request: BulkRequest): void => {
      const id = ++lastId.current;
      const change = (changed: (job: BulkJob) => Partial<BulkJob>): void =>
        setJobs((known) => known.map((job) => (job.id === id ? { ...job, ...changed(job) } : job)));
      const run = async (): Promise<void> => {
        let error: string | undefined;
        try {
          for await (const { done, problems } of runBulk(request)) {
            change((job) => ({ done: job.done + done, problems: [...job.problems, ...problems] }));
          }
        } catch (problem) {
          error = problem instanceof Error ? problem.message : String(problem);
        }
        change(() => ({ isOver: true, error }));
        await queries.invalidateQueries();
      };
      setJobs((known) => [...known, { id, request, done: 0, problems: [], isOver: false, error: undefined }]);
      void run();
    },
    [queries],
  );
  const value = useMemo(
    () => ({
      jobs,
      start,
      forget: (id: number) => setJobs((known) => known.filter((job) => job.id !== id)),
    }),
    [jobs, start],
  );
  return <BulkContext value={value}>{children}</BulkContext>;
}
