/** Keeps a canvas up to date: its size, its colours, and one drawing per frame, however often something changes. */
import { coloursOf, onTheme } from '../browser/canvas-colours.ts';
import { COLOUR_NAMES, type Colours, type Size, drawAxis } from './draw.ts';
import type { Picture } from './picture.ts';

export type Draw = (g: CanvasRenderingContext2D, picture: Picture, size: Size, colours: Colours) => void;

export class AxisPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #g: CanvasRenderingContext2D;
  readonly #draw: Draw;
  readonly #observer: ResizeObserver;
  readonly #stop = new AbortController();
  #colours: Colours;
  #picture: Picture | null = null;
  #top = 0;
  #frame = 0;

  /** The canvas has the size of its parent. */
  constructor(canvas: HTMLCanvasElement, draw: Draw = drawAxis) {
    this.#canvas = canvas;
    this.#g = canvas.getContext('2d', { alpha: false })!;
    this.#draw = draw;
    this.#colours = coloursOf(canvas, COLOUR_NAMES);
    this.#observer = new ResizeObserver(() => this.#schedule());
    this.#observer.observe(canvas);
    onTheme(() => {
      this.#colours = coloursOf(canvas, COLOUR_NAMES);
      this.#schedule();
    }, this.#stop.signal);
    void document.fonts.ready.then(() => this.#schedule());
  }

  dispose(): void {
    this.#stop.abort();
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  show(picture: Picture): void {
    this.#picture = picture;
    this.#schedule();
  }

  scrolled(top: number): void {
    this.#top = top;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame !== 0 || this.#stop.signal.aborted) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (!this.#picture || width === 0 || height === 0) return;
    const [w, h] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (this.#canvas.width !== w || this.#canvas.height !== h) [this.#canvas.width, this.#canvas.height] = [w, h];
    this.#g.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    this.#draw(this.#g, this.#picture, { width, height, top: this.#top }, this.#colours);
  }
}
