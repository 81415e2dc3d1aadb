// Copies values between worlds and processes as tagged JSON: what Electron would clone is cloned, what it
// would refuse is refused. Used in Node and, with `export` taken off, inside the page.

export function encode(value, special, depth = 0) {
  if (depth > 1000) throw new Error('The value is nested too deeply or contains itself');
  const inner = (v) => encode(v, special, depth + 1);
  if (value === undefined) return ['u'];
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return ['v', value];
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? ['v', value] : ['n', Object.is(value, -0) ? '-0' : String(value)];
  if (typeof value === 'bigint') return ['b', String(value)];
  if (typeof value === 'function') {
    if (!special) throw new Error('An object could not be cloned.');
    return ['f', special.giveFunction(value)];
  }
  if (typeof value !== 'object') throw new Error('An object could not be cloned.');
  if (Array.isArray(value)) return ['a', value.map(inner)];
  if (value instanceof Error) return ['e', value.message];
  if (typeof value.then === 'function') {
    if (!special) throw new Error('An object could not be cloned.');
    return ['p', special.givePromise(value)];
  }
  if (value instanceof Uint8Array) return ['y', Array.from(value)];
  if (Object.prototype.toString.call(value) !== '[object Object]') throw new Error('An object could not be cloned.');
  return ['o', Object.keys(value).map((key) => [key, inner(value[key])])];
}

export function decode([tag, content], special) {
  switch (tag) {
    case 'u': return undefined;
    case 'v': return content;
    case 'n': return Number(content);
    case 'b': return BigInt(content);
    case 'a': return content.map((item) => decode(item, special));
    case 'e': return new Error(content);
    case 'y': return new Uint8Array(content);
    case 'f': return special.takeFunction(content);
    case 'p': return special.takePromise(content);
    case 'o': {
      const object = {};
      // A key named __proto__ is a key like any other.
      for (const [key, item] of content)
        Object.defineProperty(object, key, { value: decode(item, special), enumerable: true, writable: true, configurable: true });
      return object;
    }
    default: throw new Error(`Unknown tag ${tag}`);
  }
}
