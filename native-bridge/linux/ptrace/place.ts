/** Where a launched program runs: its folder, and additions to its environment. */

export interface Place {
  folder?: string;
  environment?: Readonly<Record<string, string>>;
}

/** Moves this process there; programs that it starts inherit it. @throws Error if the folder cannot be entered. */
export function moveTo({ folder, environment }: Place): void {
  if (folder !== undefined) process.chdir(folder);
  Object.assign(process.env, environment);
}
