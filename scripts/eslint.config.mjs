// Boundaries (shared <- posthog-app, attio-app <- scripts <- test) and the purity of `shared` are enforced here.
import js from "@eslint/js"
import attio from "attio/lint"
import prettier from "eslint-config-prettier"
import simpleImportSort from "eslint-plugin-simple-import-sort"
import tseslint from "typescript-eslint"

const importsFrom = (...patterns) => [
    "error",
    {
        patterns: patterns.map(([group, message]) => ({group, message})),
    },
]
const NODE = [
    [
        "node:*",
        "/fs",
        "/path",
        "/http",
        "/https",
        "/net",
        "/os",
        "/crypto",
        "/child_process",
        "/worker_threads",
    ],
    "This package must run without Node.",
]
const POSTHOG_APP = [
    ["@beton/posthog-app", "@beton/posthog-app/*", "**/posthog-app/**"],
    "The two apps never import each other; shared imports neither.",
]
const ATTIO_APP = [
    ["@beton/attio-app", "@beton/attio-app/*", "**/attio-app/**"],
    "The two apps never import each other; shared imports neither.",
]
const SCRIPTS = [
    ["@beton/scripts", "@beton/scripts/*", "**/scripts/**"],
    "Product code never imports scripts.",
]
const TEST = [["@beton/test", "@beton/test/*", "**/test/**"], "Nothing imports test."]
const ZOD = [
    ["zod", "zod/*"],
    "zod stays in shared/{events,queries,signals}: client bundles import the rest.",
]

const purity = {
    "no-restricted-globals": [
        "error",
        ...[
            "fetch",
            "process",
            "Buffer",
            "setTimeout",
            "setInterval",
            "setImmediate",
            "queueMicrotask",
            "performance",
            "crypto",
            "window",
            "document",
        ].map((name) => ({
            name,
            message: "shared is pure: take it as an argument.",
        })),
    ],
    "no-restricted-properties": [
        "error",
        {object: "Date", property: "now", message: "Take the instant as an argument."},
        {object: "Math", property: "random", message: "Take the random source as an argument."},
    ],
}
const noNamedZod = {
    selector: "ImportDeclaration[source.value='zod'] ImportSpecifier",
    message: 'Write `import * as z from "zod"`: the named form bundles every locale.',
}
const noClock = {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Take the instant as an argument.",
}
const noLazyImport = {
    selector: "ImportExpression",
    message: "Import it at the top of the file: boundaries are looked for there.",
}
const noRawHogql = {
    selector:
        ":not(TaggedTemplateExpression) > TemplateLiteral[quasis.0.value.raw=/\\b(SELECT|FROM|WHERE)\\b/]",
    message: "Query text is made with the hogql tag: names through ident(), values through bind().",
}

export default tseslint.config(
    {
        ignores: [
            "**/node_modules/**",
            "**/dist/**",
            "**/.cache/**",
            "**/.turbo/**",
            "**/.attio/**",
            "**/*.graphql.d.ts",
            "**/contract/**",
            "test/golden/**",
        ],
    },
    js.configs.recommended,
    ...tseslint.configs.recommended,
    {
        files: ["**/*.ts", "**/*.tsx"],
        languageOptions: {
            parserOptions: {projectService: true, tsconfigRootDir: new URL("..", import.meta.url).pathname},
        },
        plugins: {"simple-import-sort": simpleImportSort},
        rules: {
            "@typescript-eslint/no-explicit-any": "error",
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/switch-exhaustiveness-check": [
                "error",
                {considerDefaultExhaustiveForUnions: true},
            ],
            "@typescript-eslint/no-unused-vars": [
                "error",
                {argsIgnorePattern: "^_", varsIgnorePattern: "^_"},
            ],
            "simple-import-sort/imports": "error",
            "simple-import-sort/exports": "error",
            eqeqeq: ["error", "always"],
            "no-restricted-syntax": ["error", noNamedZod],
        },
    },
    {
        files: ["shared/src/**/*.ts"],
        ignores: ["**/*.test.ts"],
        rules: {
            ...purity,
            "no-restricted-imports": importsFrom(NODE, POSTHOG_APP, ATTIO_APP, SCRIPTS, TEST),
            "no-restricted-syntax": ["error", noNamedZod, noClock, noRawHogql],
        },
    },
    {
        files: [
            "shared/src/stats/**/*.ts",
            "shared/src/explain/**/*.ts",
            "shared/src/{score,cooldown,explain,company,arr,roi,roi-ledger,monthly-volume,contract-value}.ts",
        ],
        ignores: ["**/*.test.ts"],
        rules: {"no-restricted-imports": importsFrom(NODE, POSTHOG_APP, ATTIO_APP, SCRIPTS, TEST, ZOD)},
    },
    {
        files: ["posthog-app/src/**/*.ts"],
        ignores: ["**/*.test.ts"],
        rules: {
            "no-restricted-globals": purity["no-restricted-globals"].map((entry) =>
                typeof entry === "string"
                    ? entry
                    : {
                          ...entry,
                          message: "The plugin host has no such global, or it comes from meta: use Host.",
                      },
            ),
            "no-restricted-properties": purity["no-restricted-properties"],
            "no-restricted-imports": importsFrom(NODE, ATTIO_APP, SCRIPTS, TEST),
            "no-restricted-syntax": ["error", noNamedZod, noClock, noRawHogql],
        },
    },
    {
        files: ["posthog-app/runner/**/*.ts"],
        rules: {"no-restricted-imports": importsFrom(ATTIO_APP, SCRIPTS, TEST)},
    },
    {
        files: ["attio-app/src/**/*.{ts,tsx}"],
        plugins: {attio: {rules: attio.rules}},
        rules: {
            "no-restricted-imports": importsFrom(NODE, POSTHOG_APP, SCRIPTS, TEST),
            "no-restricted-syntax": ["error", noNamedZod, noRawHogql, noLazyImport],
            ...Object.fromEntries(Object.keys(attio.rules).map((name) => [`attio/${name}`, "error"])),
        },
    },
    {files: ["scripts/**/*.ts"], rules: {"no-restricted-imports": importsFrom(TEST)}},
    {
        files: ["**/*.mjs", "**/*.cjs"],
        languageOptions: {
            globals: {
                console: "readonly",
                process: "readonly",
                URL: "readonly",
                module: "writable",
                require: "readonly",
                __dirname: "readonly",
                fetch: "readonly",
                setTimeout: "readonly",
                clearTimeout: "readonly",
                Buffer: "readonly",
            },
        },
        rules: {"@typescript-eslint/no-require-imports": "off"},
    },
    {files: ["**/*.test.ts"], rules: {"@typescript-eslint/no-floating-promises": "off"}},
    prettier,
)
