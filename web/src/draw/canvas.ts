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
export function onceAFrame(draw: (now: number) => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame((now) => {
      waiting = false;
      draw(now);
    });
  };
}

const late = 20; // ms from frame to frame: more than a sixtieth of a second
const mostLeftOut = 8;

/**
 * When frames come late, something costly is drawn only every second frame, every third, …; and more
 * often again once they come in time.
 */
export class Pace {
  #every = 1;
  #frame = 0;
  #last = 0;
  #mean = 0;
  #inTime = 0; // frames since the last change
  #patience = 120;

  /** To be asked once a frame: whether to draw the costly part in this one. */
  due(now: number): boolean {
    const took = now - this.#last;
    this.#last = now;
    if (took < 250) this.#adapt(took); // else nothing moved for a while
    this.#frame = (this.#frame + 1) % this.#every;
    return this.#frame === 0;
  }

  #adapt(took: number): void {
    this.#mean += 0.1 * (took - this.#mean);
    this.#inTime += 1;
    if (this.#mean > late && this.#inTime > 10 && this.#every < mostLeftOut) {
      if (this.#inTime < this.#patience + 60) this.#patience = Math.min(4000, 2 * this.#patience); // it was too early
      this.#set(this.#every + 1);
    } else if (this.#mean < late && this.#inTime > this.#patience && this.#every > 1) {
      this.#set(this.#every - 1);
    }
  }

  #set(every: number): void {
    this.#every = every;
    this.#inTime = 0;
    this.#mean = 0;
  }
}

/** Whether the visitor asked for less movement. */
export function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
