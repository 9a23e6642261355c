import type { SkipReason } from '@poppobuilder/workspace';
import { checkArguments } from '../arguments.ts';

/** What a task waits for, as an error or a wait reason has it. */
export type WaitText =
  | 'USAGE_LIMIT'
  | 'RATE_LIMITED'
  | 'BUDGET_EXCEEDED'
  | 'BUDGET'
  | 'APPROVAL'
  | 'ACTIVE_HOURS'
  | 'HOLD';

/** The fixed sentences of replies in one language. */
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
  /** Why a task waits, by the code of the error. */
  readonly waits: Readonly<Record<WaitText, string>>;
  /** The same for other codes, before the error's message. */
  readonly waiting: string;
  readonly continues: string;
  readonly startsWhenApproved: string;
  readonly stopped: string;
  readonly stoppedLater: string;
  readonly stoppedAtWork: string;
  readonly continuesAfter: (time: string) => string;
  /** What stands between two sentences. */
  readonly separator: string;
  readonly answerLost: string;
  readonly fork: string;
  readonly shared: (branch: string) => string;
  readonly noAnswer: string;
  /** Of a comment that was sent to the agent while it worked; the URL is that of the reply to the work. */
  readonly injected: (url: string) => string;
  /** What to do with a plan, with the label that approves it. */
  readonly planned: (label: string) => string;
  /** Of a plan that was rejected, or whose task was stopped. */
  readonly planDropped: string;
}

const ENGLISH: Texts = {
  checkout: "I'm on it: preparing a worktree.",
  execute: "I'm on it: the agent is working.",
  respond: "I'm on it: writing up the results.",
  opened: (pullRequest) => `I opened pull request #${pullRequest}.`,
  updated: (pullRequest) => `I updated pull request #${pullRequest}.`,
  conflicts: (base) => `It conflicts with \`${base}\`, so it has to be merged by hand.`,
  edited: 'The issue was edited while I was working. This reply answers the earlier version.',
  closedMeanwhile: (branch) =>
    `This was closed while I was working, so I did not open a pull request. The work is on the branch \`${branch}\`.`,
  skipped: 'These changes were left out:',
  reasons: {
    secret: 'may contain a secret',
    workflow: 'workflows are pushed only if the operator sets workspace.workflows',
    'too-large': 'over 100 MB',
    repository: 'a git repository of its own',
    unreadable: 'could not be read',
    configuration: "the agent's configuration comes from the base branch",
  },
  completed: 'Done. Comment again if there is more to do.',
  failed: 'Sorry, I could not finish this.',
  canRetry: 'It may succeed if it is run again.',
  retried: 'This did not work yet. I will try again.',
  notBefore: (time) => `The next attempt will not start before ${time}.`,
  waits: {
    USAGE_LIMIT: "This is waiting, because the agent's account has reached its usage limit.",
    RATE_LIMITED: 'This is waiting, because a service asked me to slow down.',
    BUDGET_EXCEEDED: 'This is waiting, because its budget is used up.',
    BUDGET: 'This is waiting, because its budget is used up.',
    APPROVAL: 'This is waiting for an approval.',
    ACTIVE_HOURS: 'This is waiting for the hours in which work is done.',
    HOLD: 'This is waiting, because work is on hold.',
  },
  waiting: 'This is waiting:',
  continues: 'I will continue by myself.',
  startsWhenApproved: 'I will start when it is approved.',
  stopped: 'This was stopped before I could start it.',
  stoppedLater: 'This was stopped before I could continue.',
  stoppedAtWork: 'This was stopped before I had finished.',
  continuesAfter: (time) => `I will continue by myself after ${time}.`,
  separator: ' ',
  answerLost: 'The work is done, but my answer was lost before I could post it.',
  fork: 'The branch is in a fork that I cannot push to, so I can only reply.',
  shared: (branch) => `\`${branch}\` is a shared branch, so I do not push to it and only reply.`,
  noAnswer: 'The agent did not give an answer.',
  injected: (url) =>
    `This reached me while I was working, so [my earlier reply](${url}) takes it into account.`,
  planned: (label) =>
    `This is a plan: nothing has been changed yet. Comment \`/poppo approve\` or add the label \`${label}\`, and I will carry it out. Comment what should be different, and I will make another plan. \`/poppo reject\` drops it; a reason can follow.`,
  planDropped: 'I will not carry out this plan.',
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
  waits: {
    USAGE_LIMIT: 'エージェントのアカウントが利用上限に達したため、待機しています。',
    RATE_LIMITED: 'サービスからアクセスを控えるよう求められたため、待機しています。',
    BUDGET_EXCEEDED: '予算を使い切ったため、待機しています。',
    BUDGET: '予算を使い切ったため、待機しています。',
    APPROVAL: '承認を待っています。',
    ACTIVE_HOURS: '稼働時間外のため、待機しています。',
    HOLD: '作業が保留されているため、待機しています。',
  },
  waiting: '待機しています:',
  continues: '自動的に再開します。',
  startsWhenApproved: '承認され次第、開始します。',
  stopped: '開始する前に中止されました。',
  stoppedLater: '再開する前に中止されました。',
  stoppedAtWork: '完了する前に中止されました。',
  continuesAfter: (time) => `${time} 以降に自動的に再開します。`,
  separator: '',
  answerLost: '作業は完了していますが、回答は書き込む前に失われました。',
  fork: 'このブランチはフォークにあり、プッシュできないため、回答のみ行います。',
  shared: (branch) => `\`${branch}\` は他の作業の起点となるブランチなので、プッシュせずに回答のみ行います。`,
  noAnswer: 'エージェントからの回答はありませんでした。',
  injected: (url) => `このコメントは作業中に受け取り、[前回の回答](${url})に反映しています。`,
  planned: (label) =>
    `これは計画であり、まだ何も変更していません。\`/poppo approve\` とコメントするか、ラベル \`${label}\` を付けると実行します。変えてほしい点をコメントすると、計画を作り直します。\`/poppo reject\` で取り下げます (理由を続けて書けます)。`,
  planDropped: 'この計画は実行しません。',
};

/** Returns the sentences of a language, given as a BCP 47 tag. English is the fallback. */
export function textsFor(language: string | undefined): Texts {
  checkArguments('textsFor()', { language });
  return language !== undefined && /^ja\b/i.test(language) ? JAPANESE : ENGLISH;
}
