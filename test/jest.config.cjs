// One configuration for all tests: unit tests lie beside the code, integration tests in test/.
const path = require("node:path")
const root = path.resolve(__dirname, "..")

// The long matrices and simulations run in test:full only.
const ignored = ["/node_modules/", ...(process.env.BETON_TEST_FULL ? [] : ["\\.full\\.test\\.ts$"])]

const common = {
    rootDir: root,
    transform: {
        "^.+\\.(t|j)sx?$|^.+\\.mjs$": [
            "@swc/jest",
            {
                jsc: {
                    parser: {syntax: "typescript", tsx: true},
                    target: "es2022",
                    transform: {react: {runtime: "automatic"}},
                },
                module: {type: "commonjs"},
            },
        ],
    },
    // Packages that are published as ES modules only.
    transformIgnorePatterns: [
        "/node_modules/(?!(@noble|@scure|uuid|free-email-domains|attio-ts-sdk|posthog-node|@posthog/core)/)",
    ],
    moduleFileExtensions: ["ts", "tsx", "js", "mjs", "cjs", "json", "node"],
    modulePathIgnorePatterns: ["/dist/", "/.cache/"],
    clearMocks: true,
}

module.exports = {
    cacheDirectory: path.join(root, ".cache/jest"),
    // One more than the two cores that are reckoned with: integration tests wait for the stand-ins half of the time.
    maxWorkers: process.env.BETON_TEST_FULL ? 2 : 3,
    // Only the top level is read for this one.
    testTimeout: 60_000,
    projects: [
        {
            ...common,
            displayName: "unit",
            testMatch: ["<rootDir>/{shared,posthog-app,attio-app,scripts}/**/*.test.{ts,tsx}"],
            testPathIgnorePatterns: ignored,
        },
        {
            ...common,
            displayName: "integration",
            testMatch: ["<rootDir>/test/**/*.test.ts"],
            testPathIgnorePatterns: ignored,
            globalSetup: "<rootDir>/test/global-setup.ts",
            globalTeardown: "<rootDir>/test/global-teardown.ts",
        },
    ],
}
