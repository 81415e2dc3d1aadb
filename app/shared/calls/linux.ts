/** The Linux calls. Prototypes and pages: the man-pages project, sections 2 and 3. */
import { DESCRIPTOR_CALLS } from './linux-descriptors.ts';
import { FILE_CALLS } from './linux-files.ts';
import { PROCESS_CALLS } from './linux-process.ts';
import { READY_CALLS } from './linux-ready.ts';
import { SOCKET_CALLS } from './linux-sockets.ts';

export const LINUX_CALLS = { ...SOCKET_CALLS, ...READY_CALLS, ...DESCRIPTOR_CALLS, ...FILE_CALLS, ...PROCESS_CALLS } as const;
