import type {NodePath, PluginObj, types as Types} from "@babel/core"
import {types as t} from "@babel/core"

/** Global function inside the VM that gives wall time in milliseconds, whatever the virtual clock says. */
export const LOOP_CLOCK = "__loopClock"

type Loop = Types.ForStatement | Types.WhileStatement | Types.DoWhileStatement

/**
 * Makes every `for(;;)`, `while` and `do` throw after the time limit, measured from the start of the loop with awaits
 * included. `for..of`, `for..in`, `for await` and array methods are not guarded.
 */
export function loopGuard(seconds: number): () => PluginObj {
    const clock = () => t.callExpression(t.identifier(LOOP_CLOCK), [])
    const protect = (path: NodePath<Loop>): void => {
        const start = path.node.loc?.start
        if (!start) return
        const message =
            `Script execution timed out after looping for ${seconds} second${seconds === 1 ? "" : "s"}` +
            ` on line ${start.line}:${start.column}`
        const id = path.scope.generateUidIdentifier("LP")
        const check = t.ifStatement(
            t.binaryExpression(">", t.binaryExpression("-", clock(), id), t.numericLiteral(seconds * 1000)),
            t.throwStatement(t.newExpression(t.identifier("Error"), [t.stringLiteral(message)])),
        )
        const body = path.node.body
        path.node.body = t.isBlockStatement(body) ? body : t.blockStatement([body])
        path.node.body.body.unshift(check)
        path.insertBefore(t.variableDeclaration("const", [t.variableDeclarator(t.cloneNode(id), clock())]))
    }
    return () => ({visitor: {ForStatement: protect, WhileStatement: protect, DoWhileStatement: protect}})
}
