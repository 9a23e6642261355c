import plugin from '../fixtures/unusual-plugin.ts';
import { describePluginContract } from './describe-plugin-contract.ts';

// What is correct passes, however unusual it is.
describePluginContract(plugin, { module: new URL('../fixtures/unusual-plugin.ts', import.meta.url) });
