import {existsSync} from "node:fs"
import path from "node:path"

import ts from "typescript"

import {ROOT} from "./bundles"
import {importsOf, isFree, nodesOf, readSource, type Source, sources, stringOf} from "./source-tree"

/**
 * Files that end up in the client bundle: entry files and what they import, up to server functions, which are called by
 * name.
 *
 * @param more sources beside those of the app, to start from
 */
export function clientSources(more: readonly Source[] = []): Source[] {
    const found = new Map<string, Source>(more.map((source) => [source.file, source]))
    const queue = sources()
        .map(({file}) => file)
        .filter((file) => /\/(extension|page|configurator)\.tsx$/.test(file))
    const follow = (source: Source) => importsOf(source).flatMap((name) => followed(name, source.file) ?? [])
    queue.push(...more.flatMap(follow))
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
        if (found.has(file)) continue
        const source = readSource(file)
        found.set(file, source)
        queue.push(...follow(source))
    }
    return [...found.values()]
}

/**
 * The file that an import leads to; null for server functions, queries and packages.
 *
 * @throws Error for one of our own that is not where its name says: it would be lost sight of
 */
export function followed(name: string, from: string): string | null {
    if (name.endsWith(".server") || name.endsWith(".graphql")) return null
    const shared = /^@beton\/shared\/(.+)$/.exec(name)?.[1]
    if (shared === undefined && !name.startsWith(".")) return null
    const base = shared === undefined ? path.resolve(path.dirname(from), name) : path.join(ROOT, "shared/src", shared)
    const found = [".ts", ".tsx"].map((end) => base + end).find((file) => existsSync(file))
    if (found === undefined) throw new Error(`${name}: not found from ${from}`)
    return found
} // prettier-ignore

/** All that Attio's client runtime is known to have (SDK.md §4), and what the language itself brings. */
const PRESENT = new Set(["Array", "BigInt", "Boolean", "Date", "Error", "Infinity", "Intl", "JSON", "Map", "Math", "NaN", "Number", "Object", "Promise", "RangeError", "RegExp", "Set", "String", "Symbol", "TypeError", "Uint8Array", "WeakMap", "clearInterval", "clearTimeout", "console", "decodeURIComponent", "encodeURIComponent", "isNaN", "parseFloat", "parseInt", "queueMicrotask", "setInterval", "setTimeout", "undefined"]) // prettier-ignore

/** Ways to make elements other than JSX, whose names can be looked at. */
const MAKERS = /^(createElement|cloneElement|createFactory|jsxs?|jsxDEV)$/

/** What Attio's client runtime has not: HTML, DOM, network, Node; and what must not get into the bundle. */
export function clientProblems(source: Source): string[] {
    const nodes = nodesOf(source)
    const declared = new Set(nodes.flatMap(declaredBy))
    const texts = new Map(nodes.flatMap(textVariable))
    const imported = importsOf(source).filter((name) => /^(zod|attio\/server|react-dom|node:)/.test(name))
    const used = nodes.flatMap((node) => {
        if (ts.isImportEqualsDeclaration(node)) return ["import ="]
        // What is loaded later is not followed here.
        if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return ["import()"]
        if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) return htmlOf(node.tagName.getText(), texts)
        const isMaker = MAKERS.test(ts.isIdentifier(node) ? node.text : (stringOf(node) ?? ""))
        if (isMaker) return [ts.isIdentifier(node) ? node.text : (stringOf(node) ?? "")]
        if (!ts.isIdentifier(node) || !isFree(node) || isNoValue(node)) return []
        return declared.has(node.text) || PRESENT.has(node.text) ? [] : [node.text]
    })
    return [...imported, ...new Set(used)]
} // prettier-ignore

/** `<div>`, by itself or by a name that stands for it. */
function htmlOf(tag: string, texts: ReadonlyMap<string, string>): string[] {
    const name = texts.get(tag) ?? tag
    return /^[a-z]/.test(name) && !name.includes(".") ? [`<${name}>`] : []
}

/** A variable that holds a text: as a tag it would be HTML. */
function textVariable(node: ts.Node): [name: string, text: string][] {
    if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || node.initializer === undefined) return []
    const text = firstText(node.initializer)
    return text === null ? [] : [[node.name.text, text]]
} // prettier-ignore

function firstText(value: ts.Expression): string | null {
    if (ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value))
        return firstText(value.expression)
    if (ts.isConditionalExpression(value)) return firstText(value.whenTrue) ?? firstText(value.whenFalse)
    return stringOf(value)
}

/** Names that a node brings into the file; a mere promise that something exists elsewhere is none. */
function declaredBy(node: ts.Node): string[] {
    if (ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) {
        const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node
        const isAmbient = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({kind}) => kind === ts.SyntaxKind.DeclareKeyword) === true
        if (isAmbient) return []
    }
    const isDeclaration = ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node) || ts.isClassDeclaration(node) || ts.isImportSpecifier(node) || ts.isImportClause(node) || ts.isNamespaceImport(node) || ts.isImportEqualsDeclaration(node)
    return isDeclaration && node.name !== undefined && ts.isIdentifier(node.name) ? [node.name.text] : []
} // prettier-ignore

/** A name in a type, in a list of imports or exports, of an HTML tag (looked at by itself), or of what is being declared. */
function isNoValue(node: ts.Identifier): boolean {
    const {parent} = node
    if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isTypeParameterDeclaration(parent))
        return true
    if (ts.isJsxOpeningLikeElement(parent) || ts.isJsxClosingElement(parent)) return /^[a-z]/.test(node.text)
    if ((ts.isVariableDeclaration(parent) || ts.isFunctionDeclaration(parent)) && parent.name === node)
        return true
    const type = ts.findAncestor(node, (one) => ts.isStatement(one) ? "quit" : ts.isTypeNode(one) && !ts.isExpressionWithTypeArguments(one)) // prettier-ignore
    return (type ?? ts.findAncestor(node, (one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one))) !== undefined // prettier-ignore
}
