/** Standard output and error belong to the recorded program. Under Wine, node.exe cannot even open them if they are pipes. */
import { Writable } from 'node:stream';

for (const name of ['stdout', 'stderr'])
  Object.defineProperty(process, name, { value: new Writable({ write: (_chunk, _encoding, done) => { done(); } }) });
