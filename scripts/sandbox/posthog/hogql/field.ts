import type {Expr} from "./ast"
import {HogQLError} from "./errors"
import {stringLiteral} from "./literals"
import {type Printed, printed} from "./printed"
import {propertyAccess} from "./property"
import type {BoundCte, Found, Scope} from "./scope"

type Chain = (string | number)[]
/** Prints a column CTE (`WITH expr AS name`) in the place of its name. */
export type InlineCte = (cte: BoundCte, scope: Scope) => Printed

function unresolved(chain: Chain): HogQLError {
    if (chain.includes("team_id")) {
        return new HogQLError('"team_id" cannot be an alias or identifier, as it\'s a reserved keyword')
    }
    return new HogQLError(`Unable to resolve field: ${chain.join(".")}`)
}

/** The table that a chain starts with, if any, and how many elements name it. */
function qualifier(chain: Chain, scope: Scope): {table: Scope["tables"][number]; used: number} | null {
    for (const table of scope.tables) {
        const parts = table.name.split(".")
        if (chain.length > parts.length && parts.every((part, index) => chain[index] === part)) {
            return {table, used: parts.length}
        }
    }
    return null
}

function unqualified(name: string, chain: Chain, scope: Scope): Found | null {
    const preferred = scope.using.get(name)
    if (preferred) return preferred.field(name)
    const found = scope.tables.flatMap((table) => {
        const field = table.field(name)
        return field ? [field] : []
    })
    if (found.length > 1) {
        throw new HogQLError(`Ambiguous query. Found multiple sources for field: ${chain[0]}`)
    }
    return found[0] ?? null
}

/** Follows the rest of a chain below a value: JSON properties, tuple elements. */
function below(value: Printed, rest: Chain, chain: Chain, scope: Scope): Printed {
    if (rest.length === 0) return value
    if (value.json) return propertyAccess(value.sql, value.json, rest, scope.env.project.timezone)
    const [name, ...more] = rest
    if (value.kind !== "tuple" && value.kind !== "unknown") {
        throw new HogQLError(`Can not access property "${name}" on field "${chain[0]}".`)
    }
    const element = typeof name === "number" ? String(name) : stringLiteral(String(name))
    return below(printed(`tupleElement(${value.sql}, ${element})`), more, chain, scope)
}

/** Resolves a dotted name and prints it. Throws `Unable to resolve field: x`. */
export function resolveField(chain: Chain, scope: Scope, inlineCte: InlineCte): Printed {
    const name = String(chain[0])
    if (chain.includes("team_id") && !isJsonPath(chain)) throw unresolved(chain)
    const local = scope.locals.get(name)
    if (local) return below(local, chain.slice(1), chain, scope)
    const start = qualifier(chain, scope)
    let found: Found | null
    let used: number
    if (start) {
        used = start.used + 1
        found = start.table.field(String(chain[start.used]))
    } else {
        used = 1
        const alias = scope.aliases.get(name)
        found = alias ? {value: alias} : unqualified(name, chain, scope)
        if (!found) {
            const cte = scope.ctes.get(name)
            if (cte?.cte.cte_type === "column") found = {value: inlineCte(cte, scope)}
        }
    }
    while (found && "fields" in found) {
        const next = chain[used++]
        if (next === undefined) throw unresolved(chain)
        found = found.fields(String(next))
    }
    if (!found) throw unresolved(chain)
    return below(found.value, chain.slice(used), chain, scope)
}

/** `properties.team_id` is a property, not the reserved column. */
function isJsonPath(chain: Chain): boolean {
    const at = chain.indexOf("team_id")
    return at > 0 && chain.slice(0, at).includes("properties")
}

/** Reads `a.b['c'].1` as one chain; null when the base is not a plain field. */
export function flattenChain(node: Expr): Chain | null {
    if (node.node === "Field") return node.chain
    if (node.node === "TupleAccess") {
        const base = flattenChain(node.tuple)
        return base && [...base, node.index]
    }
    if (node.node === "ArrayAccess" && node.property.node === "Constant") {
        const key = node.property.value
        const base = typeof key === "string" || typeof key === "number" ? flattenChain(node.array) : null
        return base && [...base, key as string | number]
    }
    return null
}
