export type { Isolation, WorkerPoolOptions } from './pool/pool-options.ts';
export { WorkerPool } from './pool/worker-pool.ts';
export type { WorkerUsage } from './pool/worker-usage.ts';
export type { HandlerInspection, PluginInspection, TriggerInspection } from './catalog/plugin-inspection.ts';
export type { HandlerDescription, PluginDescription } from './protocol/messages.ts';
export { probeSandbox, type SandboxProbeOptions, type SandboxSupport } from './sandbox/probe-sandbox.ts';
