/** A canvas as sharp as its screen: drawn in CSS pixels, sized by its box. */

export interface Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** Clears and returns the context, scaled to CSS pixels. */
  begin(): CanvasRenderingContext2D;
}

/** Calls `resized` at first and whenever the canvas's box or the screen's scale has changed. */
export function surface(canvas: HTMLCanvasElement, resized: (surface: Surface) => void): Surface {
  const context = canvas.getContext("2d")!;
  let [width, height, ratio] = [0, 0, 1];
  const self: Surface = {
    canvas,
    context,
    get width() {
      return width;
    },
    get height() {
      return height;
    },
    begin() {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      return context;
    },
  };
  const measure = () => {
    const box = canvas.getBoundingClientRect();
    const scale = Math.min(window.devicePixelRatio || 1, 3);
    if (box.width === 0 || (box.width === width && box.height === height && scale === ratio)) return;
    [width, height, ratio] = [box.width, box.height, scale];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    resized(self);
  };
  new ResizeObserver(measure).observe(canvas);
  measure();
  return self;
}

export function font(size: number, weight = 400): string {
  return `${weight} ${size}px "Inter Variable", system-ui, sans-serif`;
}

/** Joins calls until the next animation frame into one. */
export function once_a_frame(draw: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  };
}

/** Whether the visitor asked for less movement. */
export function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
