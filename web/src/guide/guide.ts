/** The guided path: a card above the network, one chapter at a time. */
import type { Lab } from "../app/lab";
import { h, replace } from "../dom/h";
import { icon } from "../dom/icons";
import { explain } from "../dom/tooltip";
import { chapters } from "./chapters";
import { extras } from "./extras";

export function guide(lab: Lab): { card: HTMLElement; button: HTMLElement } {
  const card = h("section", { class: "card guide", "aria-label": "Guide", hidden: true });
  const button = h(
    "button",
    {
      type: "button",
      class: "button quiet",
      "data-control": "guide",
      on: { click: () => lab.store.set({ guide: lab.state.guide > 0 ? 0 : 1 }) },
    },
    icon("book", 16),
    "Guide",
  );
  explain(button, "The tutorial in seven short chapters, with this page as its blackboard.");
  let stop: () => void = () => {};
  let open = 0;
  const go = (to: number) => lab.store.set({ guide: to });
  const show = async () => {
    const number = Math.min(lab.state.guide, chapters.length);
    button.setAttribute("aria-pressed", String(number > 0));
    if (!lab.has("configured") || number === open) return;
    open = number;
    stop();
    stop = () => {};
    card.hidden = number === 0;
    if (number === 0) return;
    const chapter = chapters[number - 1]!;
    if (lab.playing) await lab.pause();
    lab.store.set(chapter.set(lab.choices.tutorial));
    await lab.settled();
    if (number < chapters.length) await lab.reset();
    if (open !== number) return;
    const extra = chapter.extra ? extras[chapter.extra](lab) : null;
    stop = extra?.stop ?? stop;
    replace(
      card,
      h(
        "div",
        { class: "guide-text" },
        h("p", { class: "caption" }, `Guide, ${number} of ${chapters.length}`),
        h("h2", {}, chapter.title),
        chapter.text.map((text) => h("p", {}, withCode(text))),
        h(
          "div",
          { class: "guide-buttons" },
          h(
            "button",
            { type: "button", class: "button", disabled: number === 1, on: { click: () => go(number - 1) } },
            icon("back", 16),
            "Back",
          ),
          h(
            "ol",
            { class: "dots" },
            chapters.map(({ title }, i) =>
              h(
                "li",
                {},
                h("button", {
                  type: "button",
                  "aria-label": `${i + 1}. ${title}`,
                  "aria-current": i + 1 === number ? "step" : undefined,
                  on: { click: () => go(i + 1) },
                }),
              ),
            ),
          ),
          number < chapters.length
            ? h(
                "button",
                { type: "button", class: "button strong", on: { click: () => go(number + 1) } },
                "Next",
                icon("forward", 16),
              )
            : h("button", { type: "button", class: "button strong", on: { click: () => go(0) } }, "Close"),
        ),
      ),
      extra && h("div", { class: "guide-extra" }, extra.element),
      h(
        "button",
        {
          type: "button",
          class: "icon-button small guide-close",
          "aria-label": "Close the guide",
          on: { click: () => go(0) },
        },
        icon("close", 16),
      ),
    );
  };
  lab.store.watch(() => void show(), ["guide"]);
  lab.on("restarted", () => open !== Math.min(lab.state.guide, chapters.length) && void show());
  return { card, button };
}

/** What stands between backquotes is to be typed. */
function withCode(text: string): (HTMLElement | string)[] {
  return text.split("`").map((part, i) => (i % 2 === 1 ? h("code", {}, part) : part));
}
