export { type CacheMode, cacheModeOf } from './cache-mode.ts';
export { ResultCache } from './result-cache.ts';
export type { CacheHit, CacheSkip, DeclareTask, ResultCacheOptions } from './result-cache-options.ts';
export type { ResultStore, ResultStoreLimits, StoredResult } from './store/result-store.ts';
