/** What a chapter shows beside its text, and how that ends. */
export interface Shown {
  element: HTMLElement;
  stop: () => void;
}
