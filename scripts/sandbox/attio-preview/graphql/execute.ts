import {readFileSync} from "node:fs"
import path from "node:path"

import {buildSchema, execute, type GraphQLSchema, parse, validate} from "graphql"

import {attioSdkFolder} from "../../../build/attio-sdk"
import {HostRefusal} from "../sdk/refusal"
import type {AttioReader} from "./attio-reader"
import {resolveField} from "./resolve"

let loaded: GraphQLSchema | null = null

/** The schema that ships with the SDK. */
function schema(): GraphQLSchema {
    const file = path.join(attioSdkFolder(), "schema.graphql")
    loaded ??= buildSchema(readFileSync(file, "utf8"))
    return loaded
}

/**
 * Answers one query of the client from the workspace: read-only, by id, no filters (SDK.md §5).
 *
 * @throws HostRefusal for a query that the schema does not have, a mutation or an experimental field
 */
export async function runGraphql(
    reader: AttioReader,
    query: string,
    variables: Readonly<Record<string, unknown>>,
): Promise<unknown> {
    let document
    try {
        document = parse(query)
    } catch (error) {
        throw new HostRefusal(`The query cannot be read: ${(error as Error).message}`)
    }
    const operations = document.definitions.filter(({kind}) => kind === "OperationDefinition")
    if (operations.length !== 1) throw new HostRefusal("A query file has exactly one query.")
    const [fault] = validate(schema(), document)
    if (fault !== undefined) throw new HostRefusal(fault.message)
    const result = await execute({
        schema: schema(),
        document,
        variableValues: variables,
        rootValue: {kind: "root"},
        contextValue: reader,
        fieldResolver: resolveField,
        typeResolver: (value: {__typename: string}) => value.__typename,
    })
    const [error] = result.errors ?? []
    if (error !== undefined)
        throw error.originalError instanceof HostRefusal ? error.originalError : new Error(error.message)
    return JSON.parse(JSON.stringify(result.data)) as unknown
}
