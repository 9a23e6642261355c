import type { SkipReason } from '@poppobuilder/workspace';

/** The fixed sentences of replies, in one language. */
export interface Texts {
  readonly checkout: string;
  readonly execute: string;
  readonly respond: string;
  readonly opened: (pullRequest: number) => string;
  readonly updated: (pullRequest: number) => string;
  readonly conflicts: (base: string) => string;
  readonly edited: string;
  readonly closedMeanwhile: (branch: string) => string;
  readonly skipped: string;
  readonly reasons: Readonly<Record<SkipReason, string>>;
  readonly completed: string;
  readonly failed: string;
  readonly canRetry: string;
  readonly retried: string;
  readonly notBefore: (time: string) => string;
  readonly answerLost: string;
  readonly fork: string;
  readonly shared: (branch: string) => string;
  readonly noAnswer: string;
}

const ENGLISH: Texts = {
  checkout: 'I am on it: preparing a worktree.',
  execute: 'I am on it: the agent is at work.',
  respond: 'I am on it: writing down what was done.',
  opened: (pullRequest) => `I opened the pull request #${pullRequest}.`,
  updated: (pullRequest) => `I updated the pull request #${pullRequest}.`,
  conflicts: (base) => `It conflicts with \`${base}\`, so somebody has to merge by hand.`,
  edited: 'The issue was edited while I worked; this answers its earlier text.',
  closedMeanwhile: (branch) =>
    `This was closed while I worked, so I opened no pull request. The work is on the branch \`${branch}\`.`,
  skipped: 'These changes were left out:',
  reasons: {
    secret: 'may hold a secret',
    workflow: 'workflows are pushed only where the operator allows it: workspace.workflows',
    'too-large': 'over 100 MB',
    repository: 'a git repository of its own',
    unreadable: 'could not be read',
    configuration: "the agent's configuration comes from the base branch",
  },
  completed: 'Done: I close the loop here. Comment again to go on.',
  failed: 'Sorry, I could not finish this.',
  canRetry: 'It may work when it is tried again.',
  retried: 'This did not work out yet, so I will try it again.',
  notBefore: (time) => `That will not be before ${time}.`,
  answerLost: 'The work is done. What I had to say about it was lost before I could write it down.',
  fork: 'The branch is in a fork that I cannot push to, so I only answer.',
  shared: (branch) => `Others start from \`${branch}\`, so I push nothing to it and only answer.`,
  noAnswer: 'The agent gave no answer.',
};

const JAPANESE: Texts = {
  checkout: '対応を開始しました。作業用のワークツリーを準備しています。',
  execute: '対応中です。エージェントが作業しています。',
  respond: '対応中です。結果をまとめています。',
  opened: (pullRequest) => `プルリクエスト #${pullRequest} を作成しました。`,
  updated: (pullRequest) => `プルリクエスト #${pullRequest} を更新しました。`,
  conflicts: (base) => `\`${base}\` と競合しているため、手動でのマージが必要です。`,
  edited: '作業中に Issue が編集されました。この回答は編集前の内容に対するものです。',
  closedMeanwhile: (branch) =>
    `作業中にクローズされたため、プルリクエストは作成していません。作業内容はブランチ \`${branch}\` にあります。`,
  skipped: '次の変更は含まれていません:',
  reasons: {
    secret: '秘密情報が含まれている可能性があります',
    workflow: 'ワークフローの変更には運用者の許可 (workspace.workflows) が必要です',
    'too-large': '100 MB を超えています',
    repository: '独立した Git リポジトリです',
    unreadable: '読み取れませんでした',
    configuration: 'エージェントの設定はベースブランチのものを使います',
  },
  completed: '完了しました。続ける場合はもう一度コメントしてください。',
  failed: '申し訳ありません。完了できませんでした。',
  canRetry: '再実行すると成功する可能性があります。',
  retried: '今回はうまくいかなかったため、自動的に再試行します。',
  notBefore: (time) => `再試行は ${time} 以降になります。`,
  answerLost: '作業は完了していますが、回答は書き込む前に失われました。',
  fork: 'このブランチはフォークにあり、プッシュできないため、回答のみ行います。',
  shared: (branch) => `\`${branch}\` は他の作業の起点となるブランチなので、プッシュせずに回答のみ行います。`,
  noAnswer: 'エージェントからの回答はありませんでした。',
};

/** The sentences of a language, given as a BCP 47 tag; English where there are none. */
export function textsFor(language: string | undefined): Texts {
  return language !== undefined && /^ja\b/i.test(language) ? JAPANESE : ENGLISH;
}
