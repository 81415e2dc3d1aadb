/** Text of the view with the C programs. */
export const strings = {
  build: 'Build and run',
  copyCommand: 'the command',
  files: 'Files',
  follow: 'Follow the calling process',
  noCode: (reason: string) => `No C code for this scenario: ${reason}`,
  noCodeOfRecording: (reason: string) => `No C code for this recording: ${reason}`,
  noSession: 'No session is open.',
  readme: (title: string, build: readonly string[], run: string) =>
    `${title}\n\nBuild:\n${build.map((line) => `  ${line}\n`).join('')}\nRun:\n  ${run}\n`,
  saveAll: 'Save all',
  saveAllTitle: 'Save all programs, the shared header and build instructions as a zip file',
} as const;
