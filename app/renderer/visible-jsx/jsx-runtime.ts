/**
 * What TSX of the window becomes (`jsxImportSource` in tsconfig.json): React's own elements, their text made visible. Every
 * text of the page passes here, so no component can forget what names, titles and messages from outside may hold.
 */
import { Fragment, jsx as jsxOfReact, jsxs as jsxsOfReact } from 'react/jsx-runtime';
import { shown } from './shown.ts';

export type { JSX } from 'react/jsx-runtime';
export { Fragment };

export const jsx: typeof jsxOfReact = (type, props, key) => jsxOfReact(type, shown(props), key);
export const jsxs: typeof jsxsOfReact = (type, props, key) => jsxsOfReact(type, shown(props), key);
