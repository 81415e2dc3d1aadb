/** A process that notes what it does and then does nothing ever after: its event loop stands still. */
import { watch } from './watchdog.ts';

const watched = watch(300);
watched.note(process.argv[2]!, 'the last thing heard of it');
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
