/**
 * Parts for building a runner.
 *
 * @packageDocumentation
 */

export {
  type ProcessEntry,
  readAllProcesses,
  readEnvironment,
  readProcess,
  readProcessTable,
} from './process/process-table.ts';
