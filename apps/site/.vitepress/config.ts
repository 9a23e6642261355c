import GitHubSlugger from 'github-slugger';
import type { DefaultTheme, UserConfig } from 'vitepress';
import { BASE, output, REPOSITORY_URL, stage } from '../src/folders.ts';
import { createSidebar } from '../src/sidebar/create-sidebar.ts';
import { wordsOf } from '../src/search/words-of.ts';

const config: UserConfig<DefaultTheme.Config> = {
  title: 'PoppoBuilder',
  description: 'Runs tasks for AI-driven development: isolated, durable, extended by plugins.',
  lang: 'en',
  base: BASE,
  head: [['link', { rel: 'icon', href: `${BASE}favicon.svg` }]],
  srcDir: stage,
  outDir: output,
  cacheDir: 'dist/cache',
  // The search index and the pages of the API are large, and loaded only when they are looked at.
  vite: { build: { chunkSizeWarningLimit: 3_000 } },
  markdown: {
    // The anchors of GitHub, so that a link works in both places.
    anchor: { slugify: (text) => new GitHubSlugger().slug(text) },
  },
  themeConfig: {
    sidebar: createSidebar(stage),
    nav: [
      { text: 'Guide', link: '/getting-started' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Troubleshooting', link: '/troubleshooting' },
      { text: 'Design', link: '/architecture' },
    ],
    outline: [2, 3],
    search: {
      provider: 'local',
      options: { miniSearch: { options: { tokenize: wordsOf } } },
    },
    socialLinks: [{ icon: 'github', link: REPOSITORY_URL }],
    docFooter: { prev: 'Previous', next: 'Next' },
    footer: { message: 'MIT License' },
  },
};

export default config;
