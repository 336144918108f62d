import type {NodePath, PluginObj} from "@babel/core"

const REFUSED = {
    PrivateName: "Private class members (#x)",
    StaticBlock: "Static class blocks",
} as const

/**
 * The plugin server's parser (7.13) does not know private class members (fields, methods, `#x in o`) and static
 * blocks: they are a SyntaxError at load.
 */
export function oldParser(): PluginObj {
    const refuse = (path: NodePath): void => {
        const what = REFUSED[path.node.type as keyof typeof REFUSED]
        throw path.buildCodeFrameError(
            `${what} are not understood by the plugin server's parser. Build for es2016.`,
            SyntaxError,
        )
    }
    return {visitor: {PrivateName: refuse, StaticBlock: refuse}}
}
