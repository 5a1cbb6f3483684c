/** Formulas from a line of text: `z_{1,2} = x_1 · w^2`; letters slanted, numbers upright. */
import { h } from "./h";

const token = /([A-Za-zα-ωΑ-Ω∂]+(?:′)?)|([_^])(?:\{([^}]*)\}|(.))|([^A-Za-zα-ωΑ-Ω∂_^]+)/gu;
const upright = new Set(["max", "exp", "ln", "tanh", "softmax", "sigmoid", "relu", "sin"]);

export function math(source: string, className = ""): HTMLElement {
  const element = h("span", { class: `math ${className}` });
  for (const [whole, word, script, braced, single] of source.matchAll(token)) {
    if (word) element.append(h(upright.has(word) ? "span" : "var", {}, word));
    else if (script) element.append(h(script === "_" ? "sub" : "sup", {}, braced ?? single ?? ""));
    else element.append(whole);
  }
  return element;
}
