/** Elements from code: `h("button", { class: "quiet", on: { click } }, "Reset")`. */

export type Child = Node | string | number | null | undefined | false;

type Handlers = { [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E]) => void };
type Attribute = string | number | boolean | null | undefined;

export interface Props {
  class?: string | undefined;
  on?: Handlers;
  [attribute: string]: Attribute | Handlers;
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: (Child | Child[])[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") {
      for (const [event, handler] of Object.entries(value as Handlers))
        element.addEventListener(event, handler as EventListener);
    } else {
      attribute(element, name, value as Attribute);
    }
  }
  append(element, children);
  return element;
}

/** Sets an attribute; false, null and undefined take it away, true leaves it empty. */
export function attribute(element: Element, name: string, value: Attribute): void {
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

export function append(parent: Node, children: (Child | Child[])[]): void {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

export function replace(parent: Element, ...children: (Child | Child[])[]): void {
  parent.replaceChildren();
  append(parent, children);
}

/** Sets text only where it differs, so that nothing is laid out in vain sixty times a second. */
export function text(element: Element, value: string): void {
  if (element.textContent !== value) element.textContent = value;
}

let count = 0;
export function unique(prefix: string): string {
  count += 1;
  return `${prefix}-${count}`;
}

const svg = "http://www.w3.org/2000/svg";

export function shape(tag: string, attributes: Record<string, Attribute>, ...children: Node[]): SVGElement {
  const element = document.createElementNS(svg, tag);
  for (const [name, value] of Object.entries(attributes)) attribute(element, name, value);
  element.append(...children);
  return element;
}
