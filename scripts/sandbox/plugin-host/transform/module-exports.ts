import type {NodePath, PluginObj, types as Types} from "@babel/core"
import {template, types as t} from "@babel/core"

import {assertProvided, hostImport} from "./imports"

const define = template.statement(
    `Object.defineProperty(exports, NAME, {enumerable: true, get: function () { return VALUE }})`,
)
const nameOf = (node: Types.Identifier | Types.StringLiteral) =>
    t.isIdentifier(node) ? node.name : node.value

/**
 * Turns ES module exports into properties of `exports` (live, like a binding) and top-level `this` into undefined, as
 * the server's preset does with every file.
 */
export function moduleExports(allowed: ReadonlySet<string>): () => PluginObj {
    return () => {
        const getters: Types.Statement[] = []
        const add = (name: string, value: Types.Expression) =>
            getters.push(define({NAME: t.stringLiteral(name), VALUE: value}))
        return {
            visitor: {
                Program: {
                    exit(path) {
                        path.node.body.unshift(...getters.splice(0))
                    },
                },
                ExportNamedDeclaration: {
                    exit(path) {
                        const {declaration, source, specifiers} = path.node
                        if (source) assertProvided(path, source.value, allowed)
                        for (const specifier of specifiers) {
                            if (!t.isExportSpecifier(specifier)) {
                                throw path.buildCodeFrameError(
                                    "This form of re-export is not supported here.",
                                )
                            }
                            const local = specifier.local.name
                            add(
                                nameOf(specifier.exported),
                                source ? hostImport(source.value, local) : specifier.local,
                            )
                        }
                        if (!declaration) return path.remove()
                        const names = t.getBindingIdentifiers(declaration, false, true)
                        for (const name of Object.keys(names)) add(name, t.identifier(name))
                        path.replaceWith(declaration)
                    },
                },
                ExportDefaultDeclaration: {
                    exit(path) {
                        const {declaration} = path.node
                        const named =
                            (t.isFunctionDeclaration(declaration) || t.isClassDeclaration(declaration)) &&
                            declaration.id
                        if (named) {
                            add("default", t.identifier(named.name))
                            path.replaceWith(declaration)
                            return
                        }
                        const value = t.isExpression(declaration)
                            ? declaration
                            : t.toExpression(declaration as never)
                        const left = t.memberExpression(t.identifier("exports"), t.identifier("default"))
                        path.replaceWith(t.expressionStatement(t.assignmentExpression("=", left, value)))
                    },
                },
                ExportAllDeclaration(path) {
                    assertProvided(path, path.node.source.value, allowed)
                    throw path.buildCodeFrameError(
                        "`export *` from a provided package is not supported here.",
                    )
                },
                ThisExpression(path) {
                    if (isTopLevel(path)) path.replaceWith(t.unaryExpression("void", t.numericLiteral(0)))
                },
            },
        }
    }
}

function isTopLevel(path: NodePath): boolean {
    const owner = path.findParent(
        (parent) =>
            (parent.isFunction() && !parent.isArrowFunctionExpression()) ||
            parent.isClassProperty() ||
            parent.isStaticBlock(),
    )
    return owner === null
}
