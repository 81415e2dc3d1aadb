/** Keeps the canvas of the live graph up to date: camera, cached scene, highlights. Draws only when something changed. */
import { COLOUR_NAMES, type Camera, type Colours, type Lit, drawLit, drawScene } from './draw.ts';
import { coloursOf, onTheme } from '../browser/canvas-colours.ts';
import { CELL, type LiveLayout } from './graph-layout.ts';

const ZOOM = { least: 0.02, most: 2 } as const;
/** The cached scene extends this far beyond the panel on each side, as a fraction of it. */
const MARGIN = 0.5;
/** Height of the bar with the buttons, which is kept free. */
const TOOLS = 44;
/** Pixels of the graph that panning leaves in the panel. */
const SEEN = 60;
/** A pointer that moved less than this was a click. */
const CLICK = 4;

export class GraphPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #g: CanvasRenderingContext2D;
  readonly #scene = document.createElement('canvas');
  readonly #sceneG: CanvasRenderingContext2D;
  readonly #observer: ResizeObserver;
  readonly #stop = new AbortController();
  #layout: LiveLayout | null = null;
  #camera: Camera = { x: 0, y: 0, zoom: 1 };
  /** The camera with which the scene was drawn; null if it must be redrawn. */
  #drawn: Camera | null = null;
  /** The margin with which the scene was drawn. */
  #margin = 0;
  #lit: Lit = { selected: null, hovered: null, fresh: [] };
  #colours: Colours;
  #frame = 0;
  /** The user has moved it: a new capture must not reset that. */
  #own = false;
  #press: { x: number; y: number; camera: Camera; dragged: boolean } | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#g = canvas.getContext('2d', { alpha: false })!;
    this.#sceneG = this.#scene.getContext('2d', { alpha: false })!;
    this.#colours = coloursOf(canvas, COLOUR_NAMES);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas.parentElement!);
    const { signal } = this.#stop;
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false, signal });
    onTheme(() => this.#recolour(), signal);
    void document.fonts.ready.then(() => this.#redraw());
  }

  dispose(): void {
    this.#stop.abort();
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
  }

  show(layout: LiveLayout): void {
    const first = this.#layout === null || this.#layout.groups.socket.length === 0;
    this.#layout = layout;
    if (first || !this.#own) this.fit();
    this.#redraw();
  }

  light(lit: Partial<Lit>): void {
    if (lit.hovered !== undefined && Object.keys(lit).length === 1 && lit.hovered === this.#lit.hovered) return;
    this.#lit = { ...this.#lit, ...lit };
    this.#schedule();
  }

  /** Fits everything, with a zoom of at most 1. */
  fit(): void {
    if (!this.#layout) return;
    const { w, h } = this.#size();
    const zoom = clamp(Math.min(w / (this.#layout.width + 24), (h - TOOLS) / (this.#layout.height + 12)), ZOOM.least, 1);
    this.#camera = { zoom, x: Math.max(12, (w - this.#layout.width * zoom) / 2), y: 12 };
    this.#own = false;
    this.#redraw();
  }

  zoomBy(factor: number, at: { x: number; y: number } = { x: this.#size().w / 2, y: this.#size().h / 2 }): void {
    const zoom = clamp(this.#camera.zoom * factor, ZOOM.least, ZOOM.most);
    const part = zoom / this.#camera.zoom;
    this.#camera = { zoom, x: at.x - (at.x - this.#camera.x) * part, y: at.y - (at.y - this.#camera.y) * part };
    this.#own = true;
    this.#redraw();
  }

  bringIntoSight(socket: number): void {
    const box = this.#layout?.sockets[socket];
    if (!box) return;
    const { w, h } = this.#size();
    const zoom = Math.max(this.#camera.zoom, 0.6);
    const [x, y] = [box.x * zoom + this.#camera.x, box.y * zoom + this.#camera.y];
    const inside = zoom === this.#camera.zoom && x > 40 && y > 20 && x < w - CELL.w * zoom && y < h - 60;
    if (!inside) this.#camera = { zoom, x: w / 2 - (box.x + CELL.w / 2) * zoom, y: h / 2 - box.y * zoom };
    this.#own = true;
    this.#schedule();
  }

  /** The position of a pointer in the layout. */
  toWorld(event: MouseEvent): [number, number] {
    const { x, y, zoom } = this.#camera;
    return [(event.offsetX - x) / zoom, (event.offsetY - y) / zoom];
  }

  pressed(event: globalThis.PointerEvent): void {
    this.#press = { x: event.clientX, y: event.clientY, camera: this.#camera, dragged: false };
    this.#canvas.setPointerCapture(event.pointerId);
  }

  /** Whether the pointer is dragging the graph. */
  moved(event: globalThis.PointerEvent): boolean {
    if (!this.#press) return false;
    const [dx, dy] = [event.clientX - this.#press.x, event.clientY - this.#press.y];
    if (Math.hypot(dx, dy) > CLICK) this.#press.dragged = true;
    if (!this.#press.dragged) return false;
    this.#pan(this.#press.camera.x + dx, this.#press.camera.y + dy);
    return true;
  }

  /** Whether that was the end of a drag, and so not a click. */
  released(): boolean {
    const dragged = this.#press?.dragged ?? false;
    this.#press = null;
    return dragged;
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) this.zoomBy(Math.exp(-event.deltaY / 300), { x: event.offsetX, y: event.offsetY });
    else this.#pan(this.#camera.x - event.deltaX, this.#camera.y - event.deltaY);
  }

  /** A part of the graph stays in the panel. */
  #pan(x: number, y: number): void {
    const { w, h } = this.#size();
    const { zoom } = this.#camera;
    const { width, height } = this.#layout ?? { width: 0, height: 0 };
    this.#camera = { zoom, x: clamp(x, SEEN - width * zoom, w - SEEN), y: clamp(y, SEEN - height * zoom, h - TOOLS - SEEN) };
    this.#own = true;
    this.#schedule();
  }

  #recolour(): void {
    this.#colours = coloursOf(this.#canvas, COLOUR_NAMES);
    this.#redraw();
  }

  #resize(): void {
    const { w, h } = this.#size();
    const ratio = devicePixelRatio;
    this.#canvas.width = Math.max(1, Math.round(w * ratio));
    this.#canvas.height = Math.max(1, Math.round(h * ratio));
    if (!this.#own) this.fit();
    this.#redraw();
  }

  #size(): { w: number; h: number } {
    const { clientWidth: w, clientHeight: h } = this.#canvas.parentElement!;
    return { w, h };
  }

  #redraw(): void {
    this.#drawn = null;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    if (!this.#layout) return;
    const { w, h } = this.#size();
    const ratio = devicePixelRatio;
    // A graph that fits the panel has nothing outside of it.
    const margin = this.#own ? MARGIN : 0;
    const [mx, my] = [Math.round(w * margin), Math.round(h * margin)];
    const camera = this.#camera;
    let drawn = this.#drawn;
    if (!drawn || this.#margin !== margin || drawn.zoom !== camera.zoom || Math.abs(camera.x - drawn.x) > mx
      || Math.abs(camera.y - drawn.y) > my) {
      const size = { w: Math.round((w + 2 * mx) * ratio), h: Math.round((h + 2 * my) * ratio) };
      if (this.#scene.width !== size.w || this.#scene.height !== size.h) [this.#scene.width, this.#scene.height] = [size.w, size.h];
      drawScene(this.#sceneG, this.#layout, { zoom: camera.zoom * ratio, x: (camera.x + mx) * ratio, y: (camera.y + my) * ratio }, size,
        this.#colours);
      drawn = this.#drawn = camera;
      this.#margin = margin;
    }
    this.#g.setTransform(1, 0, 0, 1, 0, 0);
    this.#g.drawImage(this.#scene, Math.round((camera.x - drawn.x - mx) * ratio), Math.round((camera.y - drawn.y - my) * ratio));
    drawLit(this.#g, this.#layout, { zoom: camera.zoom * ratio, x: camera.x * ratio, y: camera.y * ratio }, this.#lit, this.#colours);
  }
}

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));
