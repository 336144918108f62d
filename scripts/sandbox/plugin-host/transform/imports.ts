import type {NodePath, PluginObj, types as Types} from "@babel/core"
import {types as t} from "@babel/core"

/** Global object inside the VM that holds the modules a plugin may import. */
export const HOST_IMPORTS = "__pluginHostImports"
/** Global function inside the VM that stands for `import()`; it throws. */
export const DYNAMIC_IMPORT = "__dynamicImport"

/** Reference to a provided module, or to one name of it. */
export function hostImport(module: string, name?: string): Types.Expression {
    const whole = t.memberExpression(t.identifier(HOST_IMPORTS), t.stringLiteral(module), true)
    // `default` and `* as x` both mean the whole module in 1.10.5.
    return name === undefined || name === "default"
        ? whole
        : t.memberExpression(whole, t.stringLiteral(name), true)
}

/** Throws the host's error for a module that it does not provide. */
export function assertProvided(path: NodePath, module: string, allowed: ReadonlySet<string>): void {
    if (allowed.has(module)) return
    throw path.buildCodeFrameError(
        `Cannot import '${module}'! This package is not provided by PostHog in plugins.`,
    )
}

/**
 * Replaces `import … from "x"` and `require("x")` by the provided modules; any other module is an error at load. A
 * `require` whose argument is not a literal stays as it is and is a ReferenceError when it runs.
 */
export function replaceImports(allowed: ReadonlySet<string>): () => PluginObj {
    return () => ({
        visitor: {
            ImportDeclaration: {
                exit(path) {
                    const module = path.node.source.value
                    assertProvided(path, module, allowed)
                    const declarators = path.node.specifiers.map((specifier) => {
                        const imported = t.isImportSpecifier(specifier) ? specifier.imported : undefined
                        const name = t.isStringLiteral(imported) ? imported.value : imported?.name
                        return t.variableDeclarator(specifier.local, hostImport(module, name))
                    })
                    if (declarators.length === 0) path.remove()
                    else path.replaceWith(t.variableDeclaration("const", declarators))
                },
            },
            CallExpression: {
                exit(path) {
                    const {callee, arguments: args} = path.node
                    if (t.isImport(callee)) path.node.callee = t.identifier(DYNAMIC_IMPORT)
                    const [first] = args
                    if (!t.isIdentifier(callee, {name: "require"}) || args.length !== 1) return
                    if (!t.isStringLiteral(first)) return
                    assertProvided(path, first.value, allowed)
                    path.replaceWith(hostImport(first.value))
                },
            },
        },
    })
}
