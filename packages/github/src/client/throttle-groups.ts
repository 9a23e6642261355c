import type { GitHubConfig } from '../github-config.ts';
import type Bottleneck from 'bottleneck';
import { baseUrlOf } from './project-remote.ts';

/** How calls are spaced: groups of plugin-throttling, each a queue. */
export type ThrottleGroups = Readonly<
  Partial<Record<'global' | 'auth' | 'search' | 'write' | 'notifications', Bottleneck.Group>>
>;

/** Whether GitHub itself is asked, which wants writes to be spaced, and not a server of one's own. */
function isGitHubCloud(config: GitHubConfig): boolean {
  const { hostname } = new URL(baseUrlOf(config));
  return hostname === 'api.github.com' || hostname.endsWith('.ghe.com');
}

/** The groups to use in place of the plugin's; none where its defaults are right. */
export async function throttleGroups(config: GitHubConfig): Promise<ThrottleGroups> {
  const { throttle } = config;
  const isCloud = isGitHubCloud(config);
  if (isCloud && throttle === undefined) return {};
  const { default: BottleneckModule } = await import('bottleneck');
  const group = (minTime: number, maxConcurrent: number): Bottleneck.Group =>
    new BottleneckModule.Group({ minTime, maxConcurrent, timeout: 120_000 });
  return {
    global: group(0, 10),
    auth: group(0, 1),
    search: group(isCloud ? 2_000 : 0, 1),
    write: group(throttle?.write ?? (isCloud ? 1_000 : 0), 1),
    notifications: group(throttle?.notification ?? (isCloud ? 3_000 : 0), 1),
  };
}
