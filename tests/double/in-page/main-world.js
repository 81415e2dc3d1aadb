// The page's end of the context bridge: puts what the preload exposes where the page finds it, read-only.
makeEnd(TO_MAIN, TO_ISOLATED).whenExposed((key, api) => {
  const freeze = (value) => {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
    return Object.freeze(value);
  };
  Object.defineProperty(window, key, { value: freeze(api), enumerable: true });
});
