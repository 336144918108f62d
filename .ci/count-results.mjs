// Adds up jest's result files (--json) and prints one line: "N passed, N failed, N skipped". Fails when nothing ran, and
// when a suite could not run at all, which jest does not count among its failed tests.
import {existsSync, readFileSync} from "node:fs"

const results = process.argv
    .slice(2)
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, "utf8")))
const sum = (field) => results.reduce((total, result) => total + result[field], 0)
const failed = sum("numFailedTests") + sum("numRuntimeErrorTestSuites")
console.log(
    `${sum("numPassedTests")} passed, ${failed} failed, ${sum("numPendingTests") + sum("numTodoTests")} skipped`,
)
process.exitCode = failed > 0 || sum("numPassedTests") === 0 ? 1 : 0
