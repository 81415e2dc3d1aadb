/**
 * The JSX runtime of the window (`jsxImportSource` in tsconfig.json): React's elements, with their text made visible. Every
 * text of the page passes here, so no component can forget that names, titles and messages can come from outside.
 */
import { Fragment, jsx as jsxOfReact, jsxs as jsxsOfReact } from 'react/jsx-runtime';
import { shown } from './shown.ts';

export type { JSX } from 'react/jsx-runtime';
export { Fragment };

export const jsx: typeof jsxOfReact = (type, props, key) => jsxOfReact(type, shown(props), key);
export const jsxs: typeof jsxsOfReact = (type, props, key) => jsxsOfReact(type, shown(props), key);
