import {createHash} from "node:crypto"

import {transformSync} from "@babel/core"

import {replaceImports} from "./imports"
import {loopGuard} from "./loop-guard"
import {moduleExports} from "./module-exports"
import {oldParser} from "./old-parser"
import {promiseGuard} from "./promise-guard"

const recent = new Map<string, string>()
const KEEP = 4

/**
 * Does to a plugin file what the plugin server 1.10.5 does before running it: imports, exports, loop guard, promise
 * guard. JavaScript only (ESM or CommonJS): the sandbox runs built files, so types are not stripped.
 * Throws a SyntaxError or the host's import error. The last few results are kept, since a bundle takes seconds.
 */
export function transformPlugin(source: string, seconds: number, allowed: ReadonlySet<string>): string {
    const key = createHash("sha256").update(`${seconds}\n${source}`).digest("hex")
    const known = recent.get(key)
    if (known !== undefined) return known
    const result = transformSync(source, {
        filename: "/index.ts",
        configFile: false,
        babelrc: false,
        compact: false,
        sourceType: "module",
        plugins: [
            oldParser,
            replaceImports(allowed),
            loopGuard(seconds),
            promiseGuard,
            moduleExports(allowed),
        ],
    })
    const code = result?.code ?? ""
    recent.set(key, code)
    const [oldest] = recent.keys()
    if (recent.size > KEEP && oldest !== undefined) recent.delete(oldest)
    return code
}
