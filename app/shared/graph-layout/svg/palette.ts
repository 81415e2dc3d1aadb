/** The colors of the window (app/renderer/styles/tokens.css) for a file: one theme at a time. */
export type FigureTheme = 'light' | 'dark';

export interface Palette {
  paper: string;
  card: string;
  ink: string;
  ink2: string;
  muted: string;
  hairline: string;
  line: string;
  faint: string;
  good: string;
  warn: string;
  bad: string;
  wash: string;
  /** Index 0 is for outside processes. */
  hues: readonly string[];
  hueWashes: readonly string[];
}

const LIGHT: Palette = {
  paper: '#ffffff', card: '#fbfaf7', ink: '#1d1c1a', ink2: '#4b4943', muted: '#6b6860', hairline: '#e7e4dd', line: '#d3d0c8',
  faint: '#9b978d',
  good: '#1d6f44', warn: '#855b00', bad: '#b62f27', wash: '#fff3c9',
  hues: ['#67645b', '#2456c8', '#a3480a', '#0b7a75', '#7b3fa0', '#7a6200', '#b0286a', '#3c6e1f', '#3f4a5a'],
  hueWashes: ['#f4f3f0', '#e8eefc', '#fbeade', '#def3f1', '#f1e6f7', '#f7f1d3', '#fbe4ee', '#e7f2de', '#e9edf2'],
};

const DARK: Palette = {
  paper: '#1b1d23', card: '#20232b', ink: '#ececea', ink2: '#c6c7cc', muted: '#a3a5ad', hairline: '#2f323b', line: '#434752',
  faint: '#757883',
  good: '#6fce9c', warn: '#e5b95a', bad: '#f68a80', wash: '#3a3414',
  hues: ['#a3a5ad', '#8db0ff', '#f0a66c', '#5fd0c8', '#cf9bee', '#d9c34a', '#f493be', '#a2d16f', '#b9c6d8'],
  hueWashes: ['#262931', '#1f2a47', '#3a2818', '#15322f', '#33223f', '#34300f', '#40202f', '#23331a', '#272e38'],
};

export const PALETTES: Readonly<Record<FigureTheme, Palette>> = { light: LIGHT, dark: DARK };

export const hue = (palette: Palette, index: number): string => palette.hues[index] ?? palette.hues[0]!;
export const hueWash = (palette: Palette, index: number): string => palette.hueWashes[index] ?? palette.hueWashes[0]!;
