/** The kinds of rows that the state's table is made of: how a value is written, read and asked for. */

export type Scope = "data" | "network" | "training" | "view";

export interface Row<T> {
  readonly scope: Scope;
  readonly default: T;
  /** What a person reads beside the control. */
  readonly label: string;
  /** What it means, one hover away. */
  readonly help: string;
  readonly kind: "number" | "choice" | "flag" | "names" | "numbers" | "text";
  /** As in the URL. */
  format: (value: T) => string;
  /** undefined: not such a value. */
  parse: (text: string) => T | undefined;
}

export interface NumberRow extends Row<number> {
  readonly kind: "number";
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** The values that a step goes to; any other in the range may be typed. */
  readonly ladder: readonly number[];
}

export interface ChoiceRow extends Row<string> {
  readonly kind: "choice";
  /** [value, what a person reads]; empty: the engine's own list. */
  readonly options: readonly (readonly [string, string])[];
}

interface Words {
  scope: Scope;
  label: string;
  help: string;
}

export function number(
  words: Words & { default: number; min: number; max: number; ladder: readonly number[]; integer?: boolean },
): NumberRow {
  const integer = words.integer ?? false;
  return {
    ...words,
    kind: "number",
    integer,
    format: (value) => String(value),
    parse(text) {
      const value = text.trim() === "" ? NaN : Number(text);
      const good = value >= words.min && value <= words.max && (!integer || Number.isInteger(value));
      return good ? value : undefined;
    },
  };
}

export function choice(
  words: Words & { default: string; options?: readonly (readonly [string, string])[] },
): ChoiceRow {
  const options = words.options ?? [];
  return {
    ...words,
    kind: "choice",
    options,
    format: (value) => value,
    parse: (text) => (options.length === 0 || options.some(([value]) => value === text) ? text : undefined),
  };
}

export function flag(words: Words & { default: boolean }): Row<boolean> {
  return {
    ...words,
    kind: "flag",
    format: (value) => (value ? "yes" : "no"),
    parse: (text) => (text === "yes" ? true : text === "no" ? false : undefined),
  };
}

export function names(words: Words & { default: readonly string[] }): Row<readonly string[]> {
  return {
    ...words,
    kind: "names",
    format: (value) => value.join(","),
    parse: (text) => (text === "" ? [] : text.split(",")),
  };
}

export function numbers(
  words: Words & { default: readonly number[]; min: number; max: number; most: number },
): Row<readonly number[]> {
  return {
    ...words,
    kind: "numbers",
    format: (value) => value.join(","),
    parse(text) {
      const values = text === "" ? [] : text.split(",").map(Number);
      const good =
        values.length <= words.most && values.every((v) => Number.isInteger(v) && v >= words.min && v <= words.max);
      return good ? values : undefined;
    },
  };
}

export function word(words: Words & { default: string }): Row<string> {
  return { ...words, kind: "text", format: (value) => value, parse: (text) => text };
}
