import type { PlatformCalls } from './platform.ts';
export const winsockCalls = {} as PlatformCalls;
