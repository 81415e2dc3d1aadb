/** Transfers a blob in a file: it appears complete or not at all, and the importing process removes it. */
import { randomBytes } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type BlobFrame, decodeBlobFrame, encodeBlobFrame } from '../../../shared/external-process/frame.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { type Endpoint, endpointProblem } from './place.ts';

const LOOK_EVERY_MS = 50;
const LONGEST = 4096;

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/**
 * Writes the frame and waits until the file is removed; false if `gone` first reports that no process will remove it.
 * Removes the file on failure.
 * @param makeFrame called once the place is known to be usable: an export cannot be undone (S7).
 */
export async function giveByFile(place: Endpoint, makeFrame: () => BlobFrame, gone: () => boolean, signal: AbortSignal): Promise<boolean> {
  const draft = `${place.path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, '', { mode: 0o600, flag: 'wx' });
    if (await exists(place.path)) throw Object.assign(new Error(`${place.path} exists`), { code: 'EEXIST' });
    await writeFile(draft, encodeBlobFrame(makeFrame()));
    // Unlike a rename, a link fails if the file already exists.
    await link(draft, place.path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new InputProblem('its folder does not exist', place.text, 'Create it, or choose another path.');
    throw endpointProblem(codeOf(error), place, error as Error);
  } finally {
    await rm(draft, { force: true });
  }
  try {
    while (await exists(place.path)) {
      if (gone()) return false;
      signal.throwIfAborted();
      await pause(LOOK_EVERY_MS);
    }
    return true;
  } finally {
    await rm(place.path, { force: true });
  }
}

/** Resolves with the frame of the file, once it exists. @throws InputProblem if the file is not a frame. */
export async function takeFromFile(place: Endpoint, signal: AbortSignal): Promise<BlobFrame> {
  while (!(await exists(place.path))) {
    signal.throwIfAborted();
    await pause(LOOK_EVERY_MS);
  }
  try {
    const { size } = await stat(place.path);
    const frame = size > LONGEST ? null : decodeBlobFrame(await readFile(place.path));
    if (frame) return frame;
    throw new RangeError(`it has ${size} bytes`);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new InputProblem(`it is not a frame: ${error.message}`, place.text,
        'It must hold HANDOFF1, the process id, 628 and the bytes, and be written elsewhere, then renamed.');
    }
    throw endpointProblem(codeOf(error), place, error as Error);
  }
}

export const removeTaken = (place: Endpoint): Promise<void> => rm(place.path, { force: true });

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
