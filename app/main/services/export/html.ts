export async function replayPage(): Promise<string> { return ''; }
