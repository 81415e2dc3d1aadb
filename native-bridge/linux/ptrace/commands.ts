/** Commands from the host, on descriptor 4. Reading them never blocks: the host writes them before it rings the bell. */
import type { WireCommand } from '../../../app/shared/recording/ptrace/wire.ts';
import { libc, libcCall } from '../bindings.ts';

const [IN, MSG_DONTWAIT] = [4, 0x40];
/** sys/prctl.h */
const [PR_SET_PDEATHSIG, SIGKILL] = [1, 9];

/** Ends this process with its parent: a task that waits for a command would wait for ever. */
export function endWithParent(): void {
  libcCall('int prctl(int option, ulong a, ulong b, ulong c, ulong d)')(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

export class Commands {
  readonly #piece = Buffer.alloc(65_536);
  #text = '';

  /** The commands that have come. */
  take(): WireCommand[] {
    for (;;) {
      const length = Number(libc().recv(IN, this.#piece, this.#piece.length, MSG_DONTWAIT));
      if (length <= 0) break;
      this.#text += this.#piece.toString('utf8', 0, length);
    }
    const lines = this.#text.split('\n');
    this.#text = lines.pop()!;
    return lines.map((line) => JSON.parse(line) as WireCommand);
  }
}
