/** A tab of the lower part. It works only while it is shown. */
export interface Panel {
  element: HTMLElement;
  shown(): void;
  hidden(): void;
}
