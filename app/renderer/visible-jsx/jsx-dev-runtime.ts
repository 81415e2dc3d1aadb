/** The same as jsx-runtime.ts, for development builds. */
import { Fragment, jsxDEV as jsxDevOfReact } from 'react/jsx-dev-runtime';
import { shown } from './shown.ts';

export type { JSX } from 'react/jsx-runtime';
export { Fragment };

export const jsxDEV: typeof jsxDevOfReact = (type, props, ...more) => jsxDevOfReact(type, shown(props), ...more);
