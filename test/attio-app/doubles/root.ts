/** Double of the package "attio": schemas as plain data. */
export function createRootDouble() {
    const settingNode = (type: string) => () => ({type})
    return {
        Settings: {
            Schema: {string: settingNode("string"), number: settingNode("number"), boolean: settingNode("boolean")},
            defineWorkspaceSchema: (fields: object) => ({scope: "workspace", fields}),
        },
        Workflows: {
            // The bundles ask for the schema under both names.
            defineWorkflowBlock: (block: {configSchema: object}) => ({...block, schema: block.configSchema}),
            ConfigSchema: schemaNodes(),
        },
    }
} // prettier-ignore

/** A node for whatever kind of value is asked for: `{node, of, isOptional}`. */
export function schemaNodes(): Readonly<Record<string, (...of: unknown[]) => object>> {
    return new Proxy({} as Record<string, (...of: unknown[]) => object>, {
        get:
            (_target, kind) =>
            (...of: unknown[]) => {
                const node = {node: String(kind), of, isOptional: false, optional: () => ({...node, isOptional: true})}
                return node
            },
    })
} // prettier-ignore
