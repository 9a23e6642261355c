export type {
  DaemonConfiguration,
  HttpConfiguration,
  ProjectConfiguration,
} from './configuration/daemon-configuration.ts';
