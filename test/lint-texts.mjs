// Lints texts in place of real files: [{file, code}] on stdin, one list of rule ids each on stdout.
// A process of its own, because ESLint loads its configuration in a way that jest's module system does not offer.
import path from "node:path"
import {fileURLToPath} from "node:url"

import {ESLint} from "eslint"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const eslint = new ESLint({cwd: root, overrideConfigFile: path.join(root, "scripts/eslint.config.mjs")})

let input = ""
for await (const chunk of process.stdin) input += chunk
const answers = []
for (const {file, code} of JSON.parse(input)) {
    const [result] = await eslint.lintText(code, {filePath: path.join(root, file)})
    answers.push((result?.messages ?? []).map((message) => message.ruleId ?? message.message))
}
process.stdout.write(JSON.stringify(answers))
