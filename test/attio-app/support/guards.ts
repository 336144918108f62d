import {existsSync, readdirSync, readFileSync} from "node:fs"
import path from "node:path"

import ts from "typescript"

import {ROOT} from "./bundles"

const SRC = path.join(ROOT, "attio-app/src")
const TYPES = path.join(ROOT, "node_modules/attio/dist/types")

/** A source file by path and text. */
export interface Source {
    readonly file: string
    readonly code: string
}

/** All sources of the app. */
export function sources(): Source[] {
    return readdirSync(SRC, {recursive: true, encoding: "utf8"})
        .filter((file) => /\.tsx?$/.test(file) && !/\.(test|graphql\.d)\.tsx?$/.test(file))
        .map((file) => readSource(path.join(SRC, file)))
}

function readSource(file: string): Source {
    return {file, code: readFileSync(file, "utf8")}
}

/** Files that end up in the client bundle: entry files and what they import, up to server functions, which are called by name. */
export function clientSources(): Source[] {
    const found = new Map<string, Source>()
    const queue = sources()
        .map(({file}) => file)
        .filter((file) => /\/(extension|page|configurator)\.tsx$/.test(file))
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
        if (found.has(file)) continue
        const source = readSource(file)
        found.set(file, source)
        queue.push(...importsOf(source).flatMap((name) => resolved(name, file) ?? []))
    }
    return [...found.values()]
}

function resolved(name: string, from: string): string | null {
    if (name.endsWith(".server") || name.endsWith(".graphql")) return null
    const shared = /^@beton\/shared\/(.+)$/.exec(name)?.[1]
    const base = shared === undefined ? path.resolve(path.dirname(from), name) : path.join(ROOT, "shared/src", shared)
    if (shared === undefined && !name.startsWith(".")) return null
    return [".ts", ".tsx"].map((end) => base + end).find((file) => existsSync(file)) ?? null
} // prettier-ignore

/** What a file imports to run: types are gone by then. */
function importsOf(source: Source): string[] {
    return parsed(source).statements.flatMap((statement) => {
        if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return []
        const isType = ts.isImportDeclaration(statement) ? isTypeImport(statement) : statement.isTypeOnly
        const {moduleSpecifier: name} = statement
        return isType || name === undefined || !ts.isStringLiteral(name) ? [] : [name.text]
    })
}

function isTypeImport({importClause: clause}: ts.ImportDeclaration): boolean {
    if (clause === undefined) return false
    if (clause.isTypeOnly) return true
    const named = clause.namedBindings
    return clause.name === undefined && named !== undefined && ts.isNamedImports(named) && named.elements.every(({isTypeOnly}) => isTypeOnly)
} // prettier-ignore

function parsed({file, code}: Source): ts.SourceFile {
    return ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true, file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS)
} // prettier-ignore

function nodesOf(source: Source): ts.Node[] {
    const found: ts.Node[] = []
    const visit = (node: ts.Node): void => {
        found.push(node)
        ts.forEachChild(node, visit)
    }
    visit(parsed(source))
    return found
}

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

/** Experimental and deprecated parts of the SDK: an app that uses one fails Attio's review (SDK.md §8). */
export function unstableUses(source: Source, deprecated = deprecatedNames()): string[] {
    return nodesOf(source).flatMap((node) => {
        if (ts.isIdentifier(node) && (/^experimental_/i.test(node.text) || (deprecated.has(node.text) && isFree(node)) || node.text === "definePage")) return [node.text]
        if (ts.isStringLiteral(node) && (node.text === "record-tab" || /^experimental_/i.test(node.text))) return [node.text]
        const isOldForm = ts.isCallExpression(node) && /\buseConfigurator$/.test(node.expression.getText()) && /configSchema$/.test(node.arguments[0]?.getText() ?? "")
        return isOldForm ? ["useConfigurator(configSchema)"] : []
    })
} // prettier-ignore

const ABSENT = new Set(["fetch", "document", "window", "process", "globalThis", "self", "localStorage", "sessionStorage", "XMLHttpRequest", "navigator", "location", "Buffer"]) // prettier-ignore

/** What Attio's client runtime has not: HTML, DOM, network, Node; and what must not get into the bundle. */
export function clientProblems(source: Source): string[] {
    const imported = importsOf(source).filter((name) => /^(zod|attio\/server|react-dom|node:)/.test(name))
    const used = nodesOf(source).flatMap((node) => {
        if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
            const name = node.tagName.getText()
            return /^[a-z]/.test(name) && !name.includes(".") ? [`<${name}>`] : []
        }
        if (ts.isCallExpression(node)) {
            // What is loaded later is not followed here, and HTML may be made without its brackets.
            if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return ["import()"]
            const [first] = node.arguments
            const isElement = /(^|\.)(createElement|jsxs?)$/.test(node.expression.getText())
            return isElement && first !== undefined && ts.isStringLiteral(first) ? [`<${first.text}>`] : []
        }
        return ts.isIdentifier(node) && ABSENT.has(node.text) && isFree(node) ? [node.text] : []
    })
    return [...imported, ...used]
}

/** A name of its own, not a property or a key of something. */
function isFree(node: ts.Identifier): boolean {
    const {parent} = node
    if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
    const isKey =
        ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isJsxAttribute(parent)
    return !(isKey && parent.name === node) && !ts.isBindingElement(parent)
}

/** Connections that are read inside a try: its error must reach the host, which opens the connect dialog (SDK.md §3). */
export function guardedConnections(source: Source): string[] {
    return nodesOf(source).flatMap((node) => {
        if (!ts.isCallExpression(node) || !/^get(Workspace|User)Connection$/.test(node.expression.getText()))
            return []
        for (let up: ts.Node | undefined = node.parent; up !== undefined; up = up.parent)
            if (ts.isTryStatement(up)) return [node.expression.getText()]
        return []
    })
}

/** Whether a bundle holds zod. */
export function holdsZod(bundle: string): boolean {
    return /node_modules\/zod\/|\bZodError\b|_zod\b/.test(bundle)
}

/** Whether it holds the large form of zod, which the small one (zod/mini) stands in for here. */
export function holdsLargeZod(bundle: string): boolean {
    return /node_modules\/zod\/v4\/classic\//.test(bundle)
}
