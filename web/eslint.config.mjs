// What ESLint looks for: mistakes that types show, and names. Layout is Prettier's.
import js from "@eslint/js";
import tseslint from "typescript-eslint";

// The names of the engine's JSON and of the page's address are properties, or come out of one.
const names = [
  { selector: "default", format: ["camelCase"], leadingUnderscore: "forbid" },
  { selector: "typeLike", format: ["PascalCase"] },
  { selector: "typeParameter", format: ["PascalCase"] },
  { selector: ["variable", "parameter"], modifiers: ["destructured"], format: null },
  { selector: "parameter", format: ["camelCase"], leadingUnderscore: "allow" },
  { selector: ["objectLiteralProperty", "typeProperty", "typeMethod", "objectLiteralMethod"], format: null },
  { selector: "import", format: ["camelCase", "PascalCase"] },
];

export default tseslint.config(
  { ignores: ["dist/", "public/", "**/*.mjs"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/naming-convention": ["error", ...names],
      // A handler may be written as one expression, whatever it answers.
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // `noUncheckedIndexedAccess` asks for it wherever an index is known to be good.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", name: "test", package: "node:test" }] },
      ],
    },
  },
);
