/** A shape for each class, so that none is told by colour alone. Radii are chosen for equal weight. */

type Trace = (context: CanvasRenderingContext2D, x: number, y: number, r: number) => void;

function polygon(corners: number, turn: number, scale: number): Trace {
  return (context, x, y, r) => {
    for (let i = 0; i < corners; ++i) {
      const angle = turn + (i * 2 * Math.PI) / corners;
      const [px, py] = [x + r * scale * Math.cos(angle), y + r * scale * Math.sin(angle)];
      if (i === 0) context.moveTo(px, py);
      else context.lineTo(px, py);
    }
    context.closePath();
  };
}

const up = -Math.PI / 2;
const shapes: readonly Trace[] = [
  (context, x, y, r) => {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
  },
  (context, x, y, r) => context.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76),
  polygon(3, up, 1.3),
  polygon(4, up, 1.24),
  (context, x, y, r) => {
    const [a, b] = [r * 1.15, r * 0.42];
    const corners = [
      [-b, -a],
      [b, -a],
      [b, -b],
      [a, -b],
      [a, b],
      [b, b],
      [b, a],
      [-b, a],
      [-b, b],
      [-a, b],
      [-a, -b],
      [-b, -b],
    ];
    corners.forEach(([dx, dy], i) => (i === 0 ? context.moveTo(x + dx!, y + dy!) : context.lineTo(x + dx!, y + dy!)));
    context.closePath();
  },
  (context, x, y, r) => {
    for (let i = 0; i < 10; ++i) {
      const [angle, radius] = [up + (i * Math.PI) / 5, i % 2 === 0 ? r * 1.4 : r * 0.6];
      const [px, py] = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      if (i === 0) context.moveTo(px, py);
      else context.lineTo(px, py);
    }
    context.closePath();
  },
  polygon(3, -up, 1.3),
  polygon(5, up, 1.12),
  (context, x, y, r) => context.rect(x - r * 1.2, y - r * 0.5, r * 2.4, r),
  polygon(6, 0, 1.1),
];

/** Adds the shape of a class to the present path. */
export function traceMark(context: CanvasRenderingContext2D, index: number, x: number, y: number, r: number): void {
  shapes[index % shapes.length]!(context, x, y, r);
}
