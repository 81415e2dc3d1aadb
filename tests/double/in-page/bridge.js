// One end of the context bridge. Two worlds share the window's events and nothing else; the names of these
// events are random, and what they carry is text. Functions and promises are numbers for the other end.
// `encode` and `decode` stand above this when it runs.
// oxlint-disable-next-line no-unused-vars -- used by the script that this text becomes part of
function makeEnd(inward, outward) {
  const dispatch = EventTarget.prototype.dispatchEvent.bind(window);
  const given = [];
  const promises = new Map();
  const returns = new Map();
  let calls = 0;
  let onExpose = null;

  const tell = (message) => dispatch(new CustomEvent(outward, { detail: JSON.stringify(message) }));
  const attempt = (work) => {
    try { return { ok: true, value: encode(work(), special) }; } catch (error) { return { ok: false, value: encode(plainError(error)) }; }
  };
  const plainError = (error) => new Error(error instanceof Error ? error.message : String(error));

  const special = {
    giveFunction: (fn) => given.push(fn) - 1,
    givePromise(promise) {
      const id = given.push(promise) - 1;
      const settle = (ok) => (value) => tell({ kind: 'settled', id, ...(ok ? attempt(() => value) : { ok: false, value: encode(plainError(value)) }) });
      promise.then(settle(true), settle(false));
      return id;
    },
    takeFunction: (id) => (...args) => {
      const call = ++calls;
      tell({ kind: 'call', id, call, args: encode(args, special) });
      const { ok, value } = returns.get(call);
      returns.delete(call);
      if (!ok) throw decode(value, special);
      return decode(value, special);
    },
    takePromise: (id) => new Promise((resolve, reject) => promises.set(id, { resolve, reject })),
  };

  window.addEventListener(inward, (event) => {
    const message = JSON.parse(event.detail);
    if (message.kind === 'call') tell({ kind: 'return', call: message.call, ...attempt(() => given[message.id](...decode(message.args, special))) });
    else if (message.kind === 'return') returns.set(message.call, message);
    else if (message.kind === 'settled') {
      const { resolve, reject } = promises.get(message.id);
      promises.delete(message.id);
      (message.ok ? resolve : reject)(decode(message.value, special));
    } else if (message.kind === 'expose' && onExpose) onExpose(message.key, decode(message.api, special));
  });

  return {
    expose: (key, api) => tell({ kind: 'expose', key, api: encode(api, special) }),
    whenExposed(listener) { onExpose = listener; },
  };
}
