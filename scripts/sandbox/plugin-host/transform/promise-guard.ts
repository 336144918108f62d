import type {PluginObj, types as Types} from "@babel/core"
import {types as t} from "@babel/core"

/** Global function inside the VM that limits how long a promise may take. */
export const ASYNC_GUARD = "__asyncGuard"

/**
 * Wraps every awaited value and every receiver of `.then` into the guard. As in 1.10.5 the guard's second argument
 * repeats the awaited expression (its callee where it has one), so `await (await fetch(u)).json()` performs the
 * request twice: that bug is wanted here.
 */
export function promiseGuard(): PluginObj {
    const done = new WeakSet<Types.Node>()
    const guard = (...args: Types.Expression[]) => t.callExpression(t.identifier(ASYNC_GUARD), args)
    return {
        visitor: {
            MemberExpression: {
                exit(path) {
                    const {node} = path
                    // A computed x[then] matches too: the server compares the identifier only.
                    if (done.has(node) || !t.isIdentifier(node.property, {name: "then"})) return
                    if (!t.isExpression(node.object) || t.isSuper(node.object)) return
                    const wrapped = t.memberExpression(guard(node.object), t.identifier("then"))
                    done.add(wrapped)
                    path.replaceWith(wrapped)
                },
            },
            AwaitExpression: {
                exit(path) {
                    const {node} = path
                    if (done.has(node)) return
                    const value = node.argument
                    const callee = "callee" in value && t.isExpression(value.callee) ? value.callee : value
                    // The node is shared, not cloned: a clone of an inner await would be wrapped once more.
                    const wrapped = t.awaitExpression(guard(value, callee))
                    done.add(wrapped)
                    path.replaceWith(wrapped)
                },
            },
        },
    }
}
