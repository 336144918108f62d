import {readdirSync, readFileSync} from "node:fs"
import path from "node:path"

import ts from "typescript"

import {ROOT} from "./bundles"

const SRC = path.join(ROOT, "attio-app/src")

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

/** A file on disk. */
export function readSource(file: string): Source {
    return {file, code: readFileSync(file, "utf8")}
}

/** The syntax tree of a source. */
export function parsed({file, code}: Source): ts.SourceFile {
    return ts.createSourceFile(file, code, ts.ScriptTarget.ES2022, true, file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS)
} // prettier-ignore

/** Every node of a source. */
export function nodesOf(source: Source): ts.Node[] {
    const found: ts.Node[] = []
    const visit = (node: ts.Node): void => {
        found.push(node)
        ts.forEachChild(node, visit)
    }
    visit(parsed(source))
    return found
}

/** The text of a string in quotation marks or backticks; null for any other node. */
export function stringOf(node: ts.Node): string | null {
    return ts.isStringLiteralLike(node) ? node.text : null
}

/** What a file imports to run: types are gone by then. */
export function importsOf(source: Source): string[] {
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

/** A name of its own, not a property or a key of something. */
export function isFree(node: ts.Identifier): boolean {
    const {parent} = node
    if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
    if (ts.isBindingElement(parent)) return parent.initializer === node
    const isKey =
        ts.isPropertyAssignment(parent) ||
        ts.isPropertySignature(parent) ||
        ts.isMethodDeclaration(parent) ||
        ts.isPropertyDeclaration(parent) ||
        ts.isJsxAttribute(parent)
    return !(isKey && parent.name === node)
}
