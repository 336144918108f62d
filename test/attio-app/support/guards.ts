import {readdirSync} from "node:fs"
import path from "node:path"

import ts from "typescript"

import {ROOT} from "./bundles"
import {isFree, nodesOf, parsed, readSource, type Source, stringOf} from "./source-tree"

const TYPES = path.join(ROOT, "node_modules/attio/dist/types")

/** Names that the SDK's own types call deprecated. */
export function deprecatedNames(): Set<string> {
    const names = readdirSync(TYPES, {recursive: true, encoding: "utf8"})
        .filter((file) => file.endsWith(".d.ts"))
        .flatMap((file) =>
            parsed(readSource(path.join(TYPES, file))).statements.flatMap((statement) => {
                const marked = ts.getJSDocTags(statement).some(({tagName}) => tagName.text === "deprecated")
                if (!marked) return []
                if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({name}) => name.getText())
                return ts.isFunctionDeclaration(statement) && statement.name !== undefined ? [statement.name.text] : []
            }),
        )
    // One that is deprecated in one of its forms only: the form is looked at instead.
    return new Set(names.filter((name) => name !== "useConfigurator"))
} // prettier-ignore

const UNSTABLE = /^(experimental_.*|definePage|record-tab)$/i

/** Experimental and deprecated parts of the SDK: an app that uses one fails Attio's review (SDK.md §8). */
export function unstableUses(source: Source, deprecated = deprecatedNames()): string[] {
    return nodesOf(source).flatMap((node) => {
        // Whose parts are reached by any name.
        const all = wholeModule(node)
        if (all !== null) return [all]
        const text = stringOf(node)
        if (text !== null) return UNSTABLE.test(text) ? [text] : []
        if (ts.isIdentifier(node) && (UNSTABLE.test(node.text) || (deprecated.has(node.text) && isFree(node)))) return [node.text]
        const isOldForm = ts.isCallExpression(node) && /\buseConfigurator$/.test(node.expression.getText()) && /configSchema$/.test(node.arguments[0]?.getText() ?? "")
        return isOldForm ? ["useConfigurator(configSchema)"] : []
    })
} // prettier-ignore

function wholeModule(node: ts.Node): string | null {
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return null
    const {moduleSpecifier: name} = node
    if (name === undefined || !/^attio(\/|$)/.test(stringOf(name) ?? "")) return null
    if (ts.isExportDeclaration(node))
        return node.exportClause === undefined || ts.isNamespaceExport(node.exportClause) ? "export *" : null
    const named = node.importClause?.namedBindings
    return named !== undefined && ts.isNamespaceImport(named) ? "import *" : null
}

const CONNECTION = /^get(Workspace|User)Connection$/

/**
 * Connections that are read where a try may be around them: their error must reach the host, which opens the connect
 * dialog (SDK.md §3). Only the body of a server function is called by the host itself.
 */
export function guardedConnections(source: Source): string[] {
    return nodesOf(source).flatMap((node) => {
        const name = ts.isIdentifier(node) ? node.text : (stringOf(node) ?? "")
        if (!CONNECTION.test(name) || isPlainImport(node)) return []
        return isCallInServerFunction(node, source) ? [] : [name]
    })
}

function isPlainImport({parent}: ts.Node): boolean {
    return ts.isImportSpecifier(parent) && parent.propertyName === undefined
}

function isCallInServerFunction(node: ts.Node, {file}: Source): boolean {
    if (!file.endsWith(".server.ts") || !ts.isCallExpression(node.parent) || node.parent.expression !== node)
        return false
    const around = ts.findAncestor(node, (one) => ts.isTryStatement(one) || ts.isFunctionLike(one))
    return around !== undefined && ts.isFunctionDeclaration(around) && isDefaultExport(around)
}

function isDefaultExport({modifiers}: ts.FunctionDeclaration): boolean {
    return modifiers?.some(({kind}) => kind === ts.SyntaxKind.DefaultKeyword) === true
}

/** Whether a bundle holds zod. */
export function holdsZod(bundle: string): boolean {
    return /node_modules\/zod\/|\bZodError\b|_zod\b/.test(bundle)
}

/** Whether it holds the large form of zod, which the small one (zod/mini) stands in for here. */
export function holdsLargeZod(bundle: string): boolean {
    return /node_modules\/zod\/v4\/classic\//.test(bundle)
}
