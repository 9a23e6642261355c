/**
 * Parts for building a runner.
 *
 * @packageDocumentation
 */

export {
  latestPid,
  type ProcessEntry,
  readAllProcesses,
  readEnvironment,
  readProcess,
  readProcessTable,
} from './process/process-table.ts';
