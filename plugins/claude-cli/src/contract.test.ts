import { describePluginContract, fakeCodingAgent } from '@poppobuilder/testing';
import plugin from './index.ts';

describePluginContract(plugin, {
  module: new URL('index.ts', import.meta.url),
  examples: [
    {
      task: { type: 'claude-cli', instructions: 'Say hello.' },
      services: [fakeCodingAgent({ output: 'Hello.' }).service],
    },
  ],
});
