/** Saves a file for the user: the browser asks for the place, or uses its download folder. The promises say whether it was written. */
export function saveText(name: string, text: string, type: string): Promise<boolean> {
  return save(name, new Blob([text], { type }));
}

/** A file that was made in pieces. */
export function savePieces(name: string, pieces: readonly Blob[], type: string): Promise<boolean> {
  return save(name, new Blob([...pieces], { type }));
}

export function saveBytes(name: string, bytes: Uint8Array<ArrayBuffer>, type: string): Promise<boolean> {
  return save(name, new Blob([bytes], { type }));
}

const saves = { reported: false, pending: new Map<string, (saved: boolean) => void>() };

/** Whether the host reports the end of each save. Without reports, as in a browser, a file counts as written. */
export function expectReports(reported: boolean): void {
  saves.reported = reported;
}

/** Whether it is known that a file was written: a browser does not say whether its user cancelled. */
export const savesAreCertain = (): boolean => saves.reported;

/** The host reports that the file of this blob was written, or that the user cancelled. */
export function noteReport(blob: string, saved: boolean): void {
  saves.pending.get(blob)?.(saved);
  saves.pending.delete(blob);
}

function save(name: string, blob: Blob): Promise<boolean> {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  const saved = saves.reported ? new Promise<boolean>((resolve) => saves.pending.set(url.split('/').at(-1)!, resolve))
    : Promise.resolve(true);
  link.click();
  URL.revokeObjectURL(url);
  return saved;
}
