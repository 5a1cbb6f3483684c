/** Formulas from a line of text: `z_{1,2} = x_1 · w^2`; letters slanted, numbers upright. */
import { h } from "./h";

const token = /([A-Za-zα-ωΑ-Ω∂]+(?:′)?)|([_^])(?:\{([^}]*)\}|(.))|([^A-Za-zα-ωΑ-Ω∂_^]+)/gu;
const upright = new Set(["max", "exp", "ln", "tanh", "softmax", "sigmoid", "relu", "sin"]);

export function math(source: string, className = ""): HTMLElement {
  return h("span", { class: `math ${className}` }, parts(source));
}

function parts(source: string): (HTMLElement | string)[] {
  return Array.from(source.matchAll(token), ([whole, word, script, braced, single]) => {
    if (word) return h(upright.has(word) ? "span" : "var", {}, word);
    return script ? h(script === "_" ? "sub" : "sup", {}, parts(braced ?? single ?? "")) : whole;
  });
}
