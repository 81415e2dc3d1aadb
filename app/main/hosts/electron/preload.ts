/**
 * The page's interface: one function per request, and the events. It runs sandboxed, beside the page, as one
 * small CommonJS file; so it imports only types from the contract (its schemas would include zod).
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { Answer, HostEvent, Input, RequestName } from '../../../shared/contract/contract.ts';

type Verb<K extends RequestName> = (input: Input<K>) => Promise<Answer<K>>;

/** One fixed channel: a page chooses a verb, never a channel. */
function verb<K extends RequestName>(name: K): Verb<K> {
  return (input) => ipcRenderer.invoke(`handoff:${name}`, input) as Promise<Answer<K>>;
}

/** The type makes the list complete: compilation fails if a request of the contract is missing. */
const requests: { readonly [K in RequestName]: Verb<K> } = {
  'app.audit': verb('app.audit'),
  'app.opened': verb('app.opened'),
  'app.info': verb('app.info'),
  'library.list': verb('library.list'),
  'providers.list': verb('providers.list'),
  'session.open': verb('session.open'),
  'session.reaches': verb('session.reaches'),
  'session.cancel': verb('session.cancel'),
  'session.list': verb('session.list'),
  'session.attach': verb('session.attach'),
  'session.step': verb('session.step'),
  'session.run': verb('session.run'),
  'session.pace': verb('session.pace'),
  'session.pause': verb('session.pause'),
  'session.restart': verb('session.restart'),
  'session.kill': verb('session.kill'),
  'session.perform': verb('session.perform'),
  'session.branch': verb('session.branch'),
  'session.reopen': verb('session.reopen'),
  'session.close': verb('session.close'),
  'session.trace': verb('session.trace'),
  'session.export': verb('session.export'),
  'own.decode': verb('own.decode'),
  'own.process': verb('own.process'),
  'own.give': verb('own.give'),
  'own.take': verb('own.take'),
  'own.cancel': verb('own.cancel'),
  'own.ways': verb('own.ways'),
  'work.list': verb('work.list'),
  'work.recent': verb('work.recent'),
  'work.forgetRecent': verb('work.forgetRecent'),
  'work.keepTrace': verb('work.keepTrace'),
  'work.keepEdited': verb('work.keepEdited'),
  'work.restore': verb('work.restore'),
  'work.discard': verb('work.discard'),
  'live.scan': verb('live.scan'),
  'live.rows': verb('live.rows'),
  'live.groups': verb('live.groups'),
  'live.detail': verb('live.detail'),
  'live.watch': verb('live.watch'),
  'live.compare': verb('live.compare'),
  'live.save': verb('live.save'),
  'live.open': verb('live.open'),
  'live.drop': verb('live.drop'),
  'live.fetch': verb('live.fetch'),
  'live.fetchConfirm': verb('live.fetchConfirm'),
  'live.fetched': verb('live.fetched'),
  'live.session': verb('live.session'),
  'live.release': verb('live.release'),
  'recording.offer': verb('recording.offer'),
  'recording.forget': verb('recording.forget'),
  'recording.prepare': verb('recording.prepare'),
  'recording.start': verb('recording.start'),
  'recording.attach': verb('recording.attach'),
  'recording.list': verb('recording.list'),
  'recording.steps': verb('recording.steps'),
  'recording.detach': verb('recording.detach'),
  'recording.stop': verb('recording.stop'),
  'recording.close': verb('recording.close'),
  'recording.hold': verb('recording.hold'),
  'recording.release': verb('recording.release'),
  'setup.plan': verb('setup.plan'),
  'setup.run': verb('setup.run'),
};

contextBridge.exposeInMainWorld('handoff', {
  requests,
  onEvent(listener: (event: HostEvent) => void): () => void {
    // Electron's event object, with its `sender`, is not passed to the page.
    const heard = (_event: unknown, event: HostEvent) => listener(event);
    ipcRenderer.on('handoff:event', heard);
    return () => { ipcRenderer.removeListener('handoff:event', heard); };
  },
});
