/** The user of this process: containers run some that no list names, and without a home. */
import { homedir, userInfo } from 'node:os';
import { attempt } from '../../../shared/base/attempt.ts';

export const userHere = (): string => attempt(() => userInfo().username, `user ${process.getuid?.() ?? 'unknown'}`);
export const homeHere = (): string => attempt(() => homedir(), '/');
