// The preload's world: ipcRenderer over a binding, contextBridge, and the preload itself as CommonJS.
// TO_MAIN, TO_ISOLATED, SEND (name of the binding), OPTIONS and PRELOAD are put in front of this text.
const ipc = (() => {
  const send = globalThis[SEND];
  const calls = new Map();
  const listeners = new Map();
  let count = 0;
  const of = (channel) => listeners.get(channel) ?? listeners.set(channel, []).get(channel);
  return {
    invoke(channel, ...args) {
      return new Promise((resolve, reject) => {
        const call = ++count;
        calls.set(call, { resolve, reject });
        send(JSON.stringify({ call, channel, args: encode(args) }));
      });
    },
    on(channel, listener) { of(channel).push(listener); },
    removeListener(channel, listener) {
      const at = of(channel).indexOf(listener);
      if (at >= 0) of(channel).splice(at, 1);
    },
    settle(call, ok, value) {
      const { resolve, reject } = calls.get(call);
      calls.delete(call);
      (ok ? resolve : reject)(decode(value));
    },
    deliver(channel, args) {
      for (const listener of of(channel).slice()) listener({}, ...decode(args));
    },
  };
})();
// The stand-in answers through this, and tests send from any frame with it, as a page that was taken over would.
globalThis[`${SEND}_ipc`] = ipc;

if (window.top === window || OPTIONS.nodeIntegrationInSubFrames) {
  const strict = (name, object) => new Proxy(object, {
    get(target, key) {
      if (typeof key === 'symbol' || key === '__esModule') return undefined;
      if (!Object.hasOwn(target, key)) throw new Error(`The stand-in for electron does not know ${name}.${key}`);
      return target[key];
    },
  });
  const bridge = OPTIONS.contextIsolation ? makeEnd(TO_ISOLATED, TO_MAIN) : null;
  const exposed = new Set();
  const electron = strict('electron', {
    contextBridge: strict('contextBridge', {
      exposeInMainWorld(key, api) {
        if (!bridge) throw new Error('contextBridge API can only be used when contextIsolation is enabled');
        if (exposed.has(key)) throw new Error(`Cannot bind an API on top of an existing property on the window object`);
        exposed.add(key);
        bridge.expose(key, api);
      },
    }),
    ipcRenderer: strict('ipcRenderer', { invoke: ipc.invoke, on: ipc.on, removeListener: ipc.removeListener }),
  });
  const require = (name) => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`);
    return electron;
  };
  PRELOAD(require, {}, { exports: {} });
}
