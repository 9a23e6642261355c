import type { ContractExample } from './contract-example.ts';
import type { DescribeFunction, ItFunction } from './test-framework.ts';

/** Options of `describePluginContract()`. */
export interface ContractOptions {
  /** Tasks that succeed. @defaultValue the `examples` of the handlers */
  readonly examples?: readonly ContractExample[] | undefined;
  /** URL or path of the plugin's module: without it permissions and load-time effects cannot be judged. */
  readonly module?: URL | string | undefined;
  /** @defaultValue that of the running test framework, else of `node:test` */
  readonly describe?: DescribeFunction | undefined;
  /** @defaultValue that of the running test framework, else of `node:test` */
  readonly it?: ItFunction | undefined;
}
