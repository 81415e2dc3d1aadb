/** The same for Windows: a bystander under Wine, asked through files. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { windowsPath, wineSpawn } from '../../support/wine-node.ts';

export interface OfferedWindows { pid: number; window: number; tcp: number; udp: number; event: number; port: number; socket: number;
  pipe: string }

/** Its counts, its event, and how many handles it has. */
export type Seen = Readonly<Record<'connections' | 'datagrams' | 'messages' | 'packets' | 'pipes' | 'event' | 'handles', number>>;

export class WindowsWorld {
  readonly offered: OfferedWindows;
  readonly #folder: string;
  readonly #ended: Promise<unknown>;

  private constructor(folder: string, offered: OfferedWindows, ended: Promise<unknown>) {
    [this.#folder, this.offered, this.#ended] = [folder, offered, ended];
  }

  static async open(): Promise<WindowsWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'bystander-'));
    const program = join(folder, 'bystander.exe');
    execFileSync('x86_64-w64-mingw32-gcc',
      ['-Wall', '-Wextra', '-Werror', resolve('tests/fuzz/hostile/bystander.c'), '-o', program, '-lws2_32'], { stdio: 'pipe' });
    const child = wineSpawn([program, windowsPath(folder)], ['ignore', 'ignore', 'ignore']);
    const ended = new Promise((done) => { child.once('exit', done); });
    return new WindowsWorld(folder, await said<OfferedWindows>(folder, 'offered', ended), ended);
  }

  async look(): Promise<Seen> {
    writeFileSync(join(this.#folder, 'look'), '');
    return said<Seen>(this.#folder, 'seen', this.#ended);
  }

  async end(): Promise<void> {
    writeFileSync(join(this.#folder, 'stop'), '');
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** What the program has written under a name, which is taken away. @throws Error when it has ended. */
async function said<T>(folder: string, name: string, ended: Promise<unknown>): Promise<T> {
  const file = join(folder, name);
  let over = false;
  void ended.then(() => { over = true; });
  while (!existsSync(file)) {
    if (over) throw new Error('The bystander has ended');
    await pause(10);
  }
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return JSON.parse(text) as T;
}
